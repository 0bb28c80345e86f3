//! Patterns without their lookaround, for samplers that only look ahead by writing.

/// Cuts every lookahead and lookbehind out of a regular expression (ECMA-262 §22.2.1, Assertion).
pub(crate) fn without(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(first) = rest.chars().next() {
        if !in_class && ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|open| rest.starts_with(open)) {
            rest = &rest[group(rest)..];
            continue;
        }
        match first {
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        let length = if first == '\\' { escaped(rest) } else { first.len_utf8() };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Measures the group at the start of a pattern.
fn group(pattern: &str) -> usize {
    let (mut depth, mut at, mut in_class) = (0_usize, 0, false);
    while let Some(next) = pattern[at..].chars().next() {
        match next {
            '\\' => {
                at += escaped(&pattern[at..]);
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += next.len_utf8();
        if depth == 0 {
            break;
        }
    }
    at
}

/// Measures the escape at the start of a pattern.
pub(crate) fn escaped(pattern: &str) -> usize {
    pattern.chars().take(2).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn lookaround_is_cut_and_the_rest_stays() {
        for (pattern, expected) in [
            ("^(?=.*[A-Z)])(?!a(b)c)[a-z(?=]+$", "^[a-z(?=]+$"),
            (r"^(?<name>a)(?:b)\(?=c", r"^(?<name>a)(?:b)\(?=c"),
            (r"(?<=\))x(?<!y)", "x"),
            ("(?=", ""),
        ] {
            assert_eq!(without(pattern), expected);
        }
    }
}
