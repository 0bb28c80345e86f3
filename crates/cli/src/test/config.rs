//! `counterpart.toml`: what the flags say, kept beside a document, with targets by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use counterpart_state::meant;
use serde::Deserialize;

use super::options::{Options, Over};

/// The name under which the file is looked for.
const NAME: &str = "counterpart.toml";

/// What the file says; `docs/counterpart.schema.json` describes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Config {
    /// The document, from the folder of the file, as all paths.
    pub(super) document: Option<PathBuf>,
    /// OpenAPI Overlays to apply to it.
    pub(super) overlay: Vec<PathBuf>,
    /// Folders besides the document's own that references may lead to.
    pub(super) allow_path: Vec<PathBuf>,
    /// Whether references may lead to the network.
    pub(super) allow_remote: bool,
    /// The target that is meant where none is named.
    pub(super) target: Option<String>,
    /// What holds for every target that does not say otherwise.
    pub(super) test: Options,
    /// The targets by name.
    pub(super) targets: BTreeMap<String, Options>,
}

/// What is wrong with the configuration, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) help: String,
}

impl Config {
    /// Reads the file that is named, else the one that is nearest above the current folder, else none.
    pub(super) fn find(named: Option<&Path>) -> Result<Self, Wrong> {
        let Some(path) = named.map(Path::to_owned).or_else(nearest) else {
            return Ok(Self::default());
        };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| Wrong {
            message: format!("`{name}` cannot be read: {error}"),
            help: "check the path".to_owned(),
        })?;
        let mut config = Self::read(&name, &text)?;
        config.below(path.parent().unwrap_or(Path::new("")));
        Ok(config)
    }

    /// Reads the text of a file.
    fn read(name: &str, text: &str) -> Result<Self, Wrong> {
        toml::from_str(text).map_err(|error| {
            let (line, column) = place(text, error.span().map_or(0, |span| span.start));
            let (message, help) = explained(error.message());
            Wrong { message: format!("{name}:{line}:{column}: {message}"), help }
        })
    }

    fn below(&mut self, folder: &Path) {
        let own = self.document.iter_mut().filter(|path| *path != Path::new("-"));
        for path in own.chain(&mut self.overlay).chain(&mut self.allow_path) {
            *path = folder.join(&*path);
        }
        for options in [&mut self.test].into_iter().chain(self.targets.values_mut()) {
            options.below(folder);
        }
    }

    /// Gives what holds for a target.
    pub(super) fn options(&mut self, target: Option<&str>) -> Result<Options, Wrong> {
        let test = std::mem::take(&mut self.test);
        let Some(name) = target.or(self.target.as_deref()) else { return Ok(test) };
        match self.targets.remove(name) {
            Some(target) => Ok(target.over(test)),
            None => Err(self.no_target(name)),
        }
    }

    fn no_target(&self, name: &str) -> Wrong {
        let known: Vec<_> = self.targets.keys().map(String::as_str).collect();
        let help = match known.as_slice() {
            [] => format!("write it as `[targets.{name}]` in `{NAME}`"),
            known => format!("the targets are {}", known.join(", ")),
        };
        Wrong { message: format!("there is no target `{name}`"), help }
    }
}

/// Finds the file in the current folder or the nearest above it.
fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

/// Counts lines and columns from 1, columns in characters.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Words what the parser says: of a key that there is not, the nearest one is named instead of all.
fn explained(message: &str) -> (String, String) {
    let mut quoted = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown field"), quoted.next()) {
        (true, Some(unknown)) => {
            let help = meant(unknown, quoted)
                .unwrap_or_else(|| "docs/test.md says what stands there".to_owned());
            (format!("there is no key `{unknown}` here"), help)
        }
        _ => (plain(message), "docs/test.md says what stands there".to_owned()),
    }
}

/// Says which value is wanted in words of the file, not of the program.
fn plain(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    let Some((found, wanted)) = message.rsplit_once(", expected ") else { return message };
    let wanted = match wanted {
        "u64" | "usize" | "u32" => "a whole number",
        "a nonzero u32" | "a nonzero usize" => "a whole number above 0",
        "a sequence" => "a list such as `['a', 'b']`",
        "a string" | "path string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "a map" => "a table such as `{key = 'value'}`",
        other => other,
    };
    format!("{found}, expected {wanted}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    const SCHEMA: &str = include_str!("../../../../docs/counterpart.schema.json");
    const GUIDE: &str = include_str!("../../../../docs/test.md");

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, message, help) in [
            (
                "sed = 1\n",
                "f:1:1: there is no key `sed` here",
                "docs/test.md says what stands there",
            ),
            ("targt = 1\n", "f:1:1: there is no key `targt` here", "did you mean `target`?"),
            ("[test]\nsed = 1\n", "f:2:1: there is no key `sed` here", "did you mean `seed`?"),
            ("[test]\nauth = {'ä' = 1}\n", "f:2:9: there is no key `ä` here", ""),
            (
                "[targets.x.auth]\n  baerer = ['t']\n",
                "f:2:3: there is no key `baerer` here",
                "did you mean `bearer`?",
            ),
            (
                "[test]\ntime = '60'\n",
                "f:2:8: expected a time such as `800ms`, `30s`, `5m` or `2h`",
                "",
            ),
            (
                "[test]\nchecks = ['server_eror']\n",
                "f:2:10: `server_eror`: there is no check `server_eror`; did you mean `server_error`?",
                "",
            ),
            (
                "[test]\nseed = 'x'\n",
                "f:2:8: invalid type: string \"x\", expected a whole number",
                "",
            ),
            (
                "[test]\nrate = 0\n",
                "f:2:8: invalid value: integer `0`, expected a whole number above 0",
                "",
            ),
            (
                "[test]\nworkers = 'x'\n",
                "f:2:11: invalid type: string \"x\", expected a whole number above 0",
                "",
            ),
            (
                "[test]\nno-writes = 1\n",
                "f:2:13: invalid type: integer `1`, expected `true` or `false`",
                "",
            ),
            (
                "[test]\ninclude = 1\n",
                "f:2:11: invalid type: integer `1`, expected a list such as `['a', 'b']`",
                "",
            ),
            ("document = 1\n", "f:1:12: invalid type: integer `1`, expected a text in quotes", ""),
        ] {
            let wrong = Config::read("f", text).unwrap_err();
            assert_eq!(wrong.message, message, "{text}");
            assert!(wrong.help.contains(help), "{text}: {}", wrong.help);
        }
        assert!(Config::read("f", "[test\n").unwrap_err().message.starts_with("f:1:6: "));
    }

    #[test]
    fn targets_stand_above_what_holds_for_all() {
        let text = "target = 'b'\n[test]\nseed = 7\nurl = 'http://a'\nauth.bearer = ['t']\n[targets.b]\nurl = 'http://b'\nno-writes = true\n";
        let mut config = Config::read("f", text).unwrap();
        let options = config.options(None).unwrap();
        assert_eq!((options.seed, options.url.as_deref()), (Some(7), Some("http://b")));
        assert_eq!((options.no_writes, options.auth.bearer.len()), (Some(true), 1));
        let wrong = Config::read("f", text).unwrap().options(Some("c")).unwrap_err();
        assert_eq!(wrong.message, "there is no target `c`");
        assert_eq!(wrong.help, "the targets are b");
    }

    /// Lists the keys that a table takes: those that the parser names when it meets another.
    fn keys(table: &str) -> BTreeSet<String> {
        let text = format!("{table}\nno-such-key-at-all = 1\n");
        let error = toml::from_str::<Config>(&text).unwrap_err();
        error.message().split('`').skip(3).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_schema_has_every_key() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        for (table, pointer) in [
            ("", ""),
            ("[test]", "/$defs/options"),
            ("[targets.x]", "/$defs/options"),
            ("[test.auth]", "/$defs/identity"),
            ("[test.other]", "/$defs/other"),
        ] {
            let described = schema.pointer(pointer).unwrap();
            assert_eq!(described["additionalProperties"], false, "{pointer}");
            let described = described["properties"].as_object().unwrap().keys().cloned().collect();
            assert_eq!(keys(table), described, "{table}");
        }
    }

    #[test]
    fn the_examples_of_the_guide_are_read_and_fit_the_schema() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let schemas = counterpart_schema::Schemas::new(schema.into());
        let schema = schemas.at(&counterpart_spec::Pointer::root()).unwrap();
        let examples: Vec<_> = GUIDE.split("```toml\n").skip(1).collect();
        assert!(!examples.is_empty());
        for example in examples {
            let text = example.split("\n```").next().unwrap();
            let read = Config::read("f", text);
            assert!(read.is_ok(), "{read:?}");
            let value: Value = toml::from_str(text).unwrap();
            let broken = schema.violations(counterpart_schema::Direction::Request, &value);
            assert!(broken.is_empty(), "{broken:?}");
        }
    }
}
