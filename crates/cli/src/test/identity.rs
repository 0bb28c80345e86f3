//! Who calls, as flags and the configuration say it; secrets may be left to the environment.

use clap::Args;
use counterpart_contract::{Caller, Kind, token_scheme};
use counterpart_spec::Spec;
use http::HeaderName;
use serde::Deserialize;

use super::options::over;

/// What somebody shows to be known.
///
/// Any value may be `env:NAME` or hold `${NAME}`, which is what the environment has under that name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Identity {
    /// A header of every request; the value may be `env:NAME`, as those of all credentials.
    #[arg(long, value_name = "NAME: VALUE", help_heading = "Credentials")]
    pub(crate) header: Vec<String>,
    /// A cookie of every request.
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Credentials")]
    pub(crate) cookie: Vec<String>,
    /// A bearer token, for the security scheme of that name or the only one.
    #[arg(long, value_name = "[SCHEME=]TOKEN", help_heading = "Credentials")]
    pub(crate) bearer: Vec<String>,
    /// An API key, for the security scheme of that name or the only one.
    #[arg(long, value_name = "[SCHEME=]KEY", help_heading = "Credentials")]
    pub(crate) api_key: Vec<String>,
    /// A name and a password, for the security scheme of that name or the only one.
    #[arg(long, value_name = "[SCHEME=]NAME:PASSWORD", help_heading = "Credentials")]
    pub(crate) basic: Vec<String>,
    /// A command whose standard output is a bearer token or API key; it is run again when the token is answered 401, at most once a minute.
    #[arg(long, value_name = "[SCHEME=]COMMAND", help_heading = "Credentials")]
    pub(crate) token_command: Vec<String>,
    /// The id and the secret of a client, which get a bearer token by the client credentials grant of OAuth 2.
    #[arg(long, value_name = "[SCHEME=]ID:SECRET", help_heading = "Credentials")]
    pub(crate) oauth_client: Option<String>,
    /// Where that token is given, if the document does not say.
    #[arg(long, value_name = "URL", help_heading = "Credentials")]
    pub(crate) oauth_token_url: Option<String>,
    /// A scope to ask for.
    #[arg(long, value_name = "SCOPE", help_heading = "Credentials")]
    pub(crate) oauth_scope: Vec<String>,
}

over!(Identity:
    header, cookie, bearer, api_key, basic, token_command, oauth_client, oauth_token_url, oauth_scope
);

/// What somebody else shows: the same, by flags that begin with `--other-`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Other {
    /// A header by which somebody else is known, who must not reach what belongs to the first.
    #[arg(
        id = "other_header",
        long = "other-header",
        value_name = "NAME: VALUE",
        help_heading = "Credentials"
    )]
    header: Vec<String>,
    /// A cookie of somebody else.
    #[arg(
        id = "other_cookie",
        long = "other-cookie",
        value_name = "NAME=VALUE",
        help_heading = "Credentials"
    )]
    cookie: Vec<String>,
    /// A bearer token of somebody else.
    #[arg(
        id = "other_bearer",
        long = "other-bearer",
        value_name = "[SCHEME=]TOKEN",
        help_heading = "Credentials"
    )]
    bearer: Vec<String>,
    /// An API key of somebody else.
    #[arg(
        id = "other_api_key",
        long = "other-api-key",
        value_name = "[SCHEME=]KEY",
        help_heading = "Credentials"
    )]
    api_key: Vec<String>,
    /// A name and a password of somebody else.
    #[arg(
        id = "other_basic",
        long = "other-basic",
        value_name = "[SCHEME=]NAME:PASSWORD",
        help_heading = "Credentials"
    )]
    basic: Vec<String>,
    /// A command that gives a token of somebody else.
    #[arg(
        id = "other_token_command",
        long = "other-token-command",
        value_name = "[SCHEME=]COMMAND",
        help_heading = "Credentials"
    )]
    token_command: Vec<String>,
}

over!(Other: header, cookie, bearer, api_key, basic, token_command);

impl From<Other> for Identity {
    fn from(other: Other) -> Self {
        let Other { header, cookie, bearer, api_key, basic, token_command } = other;
        Self { header, cookie, bearer, api_key, basic, token_command, ..Self::default() }
    }
}

impl Identity {
    /// Gives the caller of what is known already; what has to be asked for first is left out.
    ///
    /// # Errors
    /// What cannot be shown, and why; it holds no secret.
    pub(super) fn caller(&self, spec: &Spec) -> Result<Caller, String> {
        let mut caller = Caller::default();
        for header in &self.header {
            let (name, value) = header
                .split_once(':')
                .ok_or("a header is written `NAME: VALUE`, with a colon after its name")?;
            let wrong = |_| format!("`{name}` is no name of a header");
            let name: HeaderName = name.trim().parse().map_err(wrong)?;
            let shown = caller.show_header(name.clone(), &known(value.trim())?);
            shown.map_err(|error| format!("the header `{name}`: {error}"))?;
            if let Some((_, shown)) = caller.headers.last_mut() {
                shown.set_sensitive(is_secret(value.trim()));
            }
        }
        for cookie in &self.cookie {
            let (name, value) = cookie.split_once('=').ok_or("a cookie is written `NAME=VALUE`")?;
            let shown = caller.show_cookie(name, &known(value)?);
            shown.map_err(|error| format!("the cookie `{name}`: {error}"))?;
        }
        let kinds = [
            (Kind::Bearer, &self.bearer),
            (Kind::ApiKey, &self.api_key),
            (Kind::Basic, &self.basic),
        ];
        for (kind, tokens) in kinds {
            for text in tokens {
                let (scheme, token) =
                    token_scheme(spec, text).map_err(|error| error.to_string())?;
                let shown = caller.show_token(spec, kind, scheme, &known(token)?);
                shown.map_err(|error| error.to_string())?;
            }
        }
        Ok(caller)
    }
}

/// Tells whether a value is kept in the environment, as secrets are.
fn is_secret(value: &str) -> bool {
    value.starts_with("env:") || value.contains("${")
}

/// Gives a value: `env:NAME` is what the environment has under that name, and so is `${NAME}` anywhere in it.
///
/// # Errors
/// A variable is not set, or a name does not end.
pub(super) fn known(value: &str) -> Result<String, String> {
    if let Some(name) = value.strip_prefix("env:") {
        return variable(name);
    }
    let mut rest = value;
    let mut filled = String::new();
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').ok_or("`${` is not closed by `}`")?;
        filled += before;
        filled += &variable(name)?;
        rest = after;
    }
    Ok(filled + rest)
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("the environment has no `{name}`, or it is no text"))
}
