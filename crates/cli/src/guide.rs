//! What each code means, as the guide to diagnostics has it: `docs/diagnostics.md` is compiled in.

/// The guide.
const GUIDE: &str = include_str!("../../../docs/diagnostics.md");

/// What the guide says of one code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) code: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) means: &'static str,
    pub(crate) remedy: &'static str,
}

/// Lists all codes.
pub(crate) fn rules() -> impl Iterator<Item = Rule> {
    GUIDE.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.strip_suffix(" |")?.splitn(4, " | ");
        let code = cells.next()?.strip_suffix('`')?;
        let (severity, means) = (cells.next()?, cells.next()?);
        let is_rule = matches!(severity, "error" | "warning");
        is_rule.then_some(Rule { code, severity, means, remedy: cells.next()? })
    })
}

/// Reads a code from the command line.
pub(crate) fn code(text: &str) -> Result<&'static str, String> {
    let found = rules().find(|rule| rule.code.eq_ignore_ascii_case(text));
    found.map(|rule| rule.code).ok_or_else(|| "expected a code such as `W0241`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read() {
        let rule = rules().find(|rule| rule.code == "E0106").expect("a row");
        assert_eq!(rule.severity, "error");
        assert!(rule.means.starts_with("An operation asks for a security scheme"));
        assert!(rule.remedy.starts_with("Declare it"));
        assert!(rules().count() > 30);
        assert_eq!(code("w0241"), Ok("W0241"));
        assert!(code("W9999").is_err());
    }
}
