//! Tokens that have to be asked for: of a command, or of a token endpoint (RFC 6749 §4.4).

use std::process::{Command, Stdio};
use std::sync::Arc;

use counterpart_client::{Base, Client};
use counterpart_contract::{Caller, Kind, Renew, Token, scheme};
use counterpart_exchange::{Request, base64, escaped};
use counterpart_spec::{OAuthFlow, SecurityScheme, Spec};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method};
use serde_json::Value;

use super::identity::{Identity, known};

/// Who gives tokens.
#[derive(Debug, Clone)]
enum Giver {
    /// A line for the shell.
    Command(String),
    /// A token endpoint.
    Endpoint(Box<Endpoint>),
}

/// A token endpoint, and what it is asked.
#[derive(Debug, Clone)]
struct Endpoint {
    client: Client,
    base: Base,
    request: Request,
}

/// Asks for the tokens that an identity shows, and adds them to its caller; gives them so that they can be renewed.
///
/// # Errors
/// Why there is no token; it holds no secret.
pub(super) async fn ask(
    identity: &Identity,
    spec: &Spec,
    client: &Client,
    server: &Base,
    caller: &mut Caller,
) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    for text in &identity.token_command {
        let (name, command) = scheme(spec, text);
        let giver = Giver::Command(command.to_owned());
        tokens.push(giver.show(spec, kind(spec, name), name, caller).await?);
    }
    if let Some(text) = &identity.oauth_client {
        let (name, client_credentials) = scheme(spec, text);
        let (name, flow) = grant(spec, name);
        let (base, request) = asking(identity, flow, &known(client_credentials)?, server)?;
        let endpoint = Endpoint { client: client.clone(), base, request };
        let giver = Giver::Endpoint(Box::new(endpoint));
        tokens.push(giver.show(spec, Kind::Bearer, name, caller).await?);
    }
    Ok(tokens)
}

impl Giver {
    async fn show(
        self,
        spec: &Spec,
        kind: Kind,
        scheme: Option<&str>,
        caller: &mut Caller,
    ) -> Result<Token, String> {
        let token = self.give().await?;
        caller.show_token(spec, kind, scheme, &token).map_err(|error| error.to_string())?;
        let renew: Renew = Arc::new(move || {
            let giver = self.clone();
            Box::pin(async move { giver.give().await })
        });
        Ok(Token::new(token, renew))
    }

    async fn give(&self) -> Result<String, String> {
        match self {
            Self::Command(line) => {
                let line = line.clone();
                let run = tokio::task::spawn_blocking(move || run(&line)).await;
                run.map_err(|error| error.to_string())?
            }
            Self::Endpoint(endpoint) => endpoint.ask().await,
        }
    }
}

impl Endpoint {
    /// Gives the token of the answer, or the error that it names (RFC 6749 §5).
    async fn ask(&self) -> Result<String, String> {
        let answered = self.client.send(&self.base, &self.request).await;
        let response = answered.map_err(|failure| format!("the token endpoint: {failure}"))?;
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        match text("access_token") {
            Some(token) if response.status == 200 => Ok(token.to_owned()),
            _ => Err(format!(
                "the token endpoint answers {} and no `access_token`{}",
                response.status,
                text("error").map_or_else(String::new, |error| format!(": {error}"))
            )),
        }
    }
}

/// Runs a line in the shell, and gives what it prints.
fn run(line: &str) -> Result<String, String> {
    let mut command = Command::new("sh");
    command.args(["-c", line]).stdin(Stdio::null()).stderr(Stdio::inherit());
    let done = command.output().map_err(|error| format!("the token command: {error}"))?;
    if !done.status.success() {
        return Err(format!("the token command ended with {}", done.status));
    }
    let token = String::from_utf8_lossy(&done.stdout).trim().to_owned();
    if token.is_empty() { Err("the token command prints nothing".to_owned()) } else { Ok(token) }
}

/// Tells what a command's token is: an API key where the scheme is one, or where the document knows nothing else.
fn kind(spec: &Spec, name: Option<&str>) -> Kind {
    let is_key = |scheme: &SecurityScheme| matches!(scheme, SecurityScheme::ApiKey { .. });
    let mut meant = spec.security_schemes.iter().filter(|(n, _)| name.is_none_or(|m| m == *n));
    let is_key = !spec.security_schemes.is_empty() && meant.all(|(_, scheme)| is_key(scheme));
    if is_key { Kind::ApiKey } else { Kind::Bearer }
}

/// Finds the scheme that has the client credentials grant.
fn grant<'s>(spec: &'s Spec, name: Option<&'s str>) -> (Option<&'s str>, Option<&'s OAuthFlow>) {
    let schemes = spec.security_schemes.iter().filter(|(n, _)| name.is_none_or(|m| m == *n));
    let mut flows = schemes.filter_map(|(name, scheme)| match scheme {
        SecurityScheme::OAuth2 { flows } => {
            let flow = flows.iter().find(|flow| flow.name == "clientCredentials")?;
            Some((name.as_str(), flow))
        }
        _ => None,
    });
    flows.next().map_or((name, None), |(name, flow)| (Some(name), Some(flow)))
}

/// Writes what the token endpoint is asked (RFC 6749 §4.4.2).
fn asking(
    identity: &Identity,
    flow: Option<&OAuthFlow>,
    client: &str,
    server: &Base,
) -> Result<(Base, Request), String> {
    let (id, secret) =
        client.split_once(':').ok_or("a client is written `ID:SECRET`, with a colon between")?;
    let declared = flow.and_then(|flow| flow.urls.get("tokenUrl"));
    let url = identity.oauth_token_url.as_ref().or(declared).ok_or(
        "the document does not say where tokens are given: say it with `--oauth-token-url`",
    )?;
    // The address may be relative to the server (OpenAPI "OAuth Flow Object").
    let url = if url.starts_with('/') { server.root() + url } else { url.clone() };
    let (base, path, query) = Base::split(&url).map_err(|error| error.to_string())?;
    let body = match identity.oauth_scope.join(" ").as_str() {
        "" => "grant_type=client_credentials".to_owned(),
        scopes => format!("grant_type=client_credentials&scope={}", escaped(scopes)),
    };
    // Both are encoded as in forms before they are put together (RFC 6749 §2.3.1).
    let credentials = base64(format!("{}:{}", escaped(id), escaped(secret)).as_bytes());
    let authorization = HeaderValue::try_from(format!("Basic {credentials}"));
    let mut request = Request { method: Method::POST, path, query, ..Request::default() };
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers.insert(CONTENT_TYPE, form);
    request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    request.headers.insert(AUTHORIZATION, authorization.map_err(|error| error.to_string())?);
    request.body = body.into();
    Ok((base, request))
}
