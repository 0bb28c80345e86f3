//! Security schemes.

use indexmap::IndexMap;

use super::Location;

/// How an API knows its callers (OpenAPI "Security Scheme Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityScheme {
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where the key travels.
        location: Location,
        /// The name of the header, parameter or cookie.
        name: String,
    },
    /// An `Authorization` header with this scheme, in lower case: `basic`, `bearer`.
    Http {
        /// The scheme of RFC 9110 §11.1.
        scheme: String,
    },
    /// Tokens of OAuth 2.0; they travel as bearer tokens (RFC 6750).
    OAuth2 {
        /// The ways to a token.
        flows: Vec<OAuthFlow>,
    },
    /// Tokens of `OpenID` Connect; they travel as bearer tokens too.
    OpenIdConnect {
        /// Where the provider describes itself.
        url: String,
    },
    /// A certificate of the client, below HTTP.
    MutualTls,
    /// A kind that is not known; a bearer token is expected.
    Unknown,
}

/// One way to a token (OpenAPI "OAuth Flow Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthFlow {
    /// Its name: `authorizationCode`, `clientCredentials`, ….
    pub name: String,
    /// Its addresses by key: `tokenUrl`, `authorizationUrl`, ….
    pub urls: IndexMap<String, String>,
    /// What each scope allows, by name.
    pub scopes: IndexMap<String, String>,
}
