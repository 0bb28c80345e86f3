//! Keys that are nearly those of the specification: what is misspelt is passed over, and that had better be told.

use serde_json::Value;

use crate::grammar::Kind;
use crate::{Diagnostic, Pointer};

/// How alike a key must be to be taken for a misspelling; below this, keys of vendors are taken for ours.
const ALIKE: f64 = 0.79;

/// Lists the keys that mean nothing and nearly mean something.
pub(super) fn check(root: &Value, notes: &mut Vec<(Diagnostic, Pointer)>) {
    Kind::Root.walk(root, &Pointer::root(), &mut |kind, value, at| {
        let keys = keys(kind);
        for key in value.as_object().into_iter().flat_map(|members| members.keys()) {
            let is_known = keys.split(' ').any(|known| known == key)
                || kind.child(key).is_some()
                || kind == Kind::Callback
                || key.starts_with(['x', '$']);
            // Short keys are like too many others, and long ones like none.
            if is_known || !(4..40).contains(&key.len()) {
                continue;
            }
            if let Some(meant) = nearest(key, keys) {
                let message = format!("`{key}` means nothing here, and is passed over");
                let warning = Diagnostic::warning("W0104", message);
                let help = format!("did you mean `{meant}`?");
                notes.push((warning.help(help), at.join(key)));
            }
        }
    });
}

fn nearest(key: &str, keys: &'static str) -> Option<&'static str> {
    let like = |known| strsim::normalized_damerau_levenshtein(key, known);
    let scored = keys.split(' ').map(|known| (like(known), known));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > ALIKE).then_some(best.1)
}

/// Lists the keys of an object, with spaces between (OpenAPI 3.2 §4, which has all of 3.0 and 3.1; JSON Schema 2020-12).
fn keys(kind: Kind) -> &'static str {
    match kind {
        Kind::Root => {
            "openapi info jsonSchemaDialect servers paths webhooks components security tags \
             externalDocs swagger"
        }
        Kind::Components => {
            "schemas responses parameters examples requestBodies headers securitySchemes \
             links callbacks pathItems mediaTypes"
        }
        Kind::PathItem => {
            "summary description servers parameters additionalOperations get put post delete \
             options head patch trace query"
        }
        Kind::Operation => {
            "tags summary description externalDocs operationId parameters requestBody \
             responses callbacks deprecated security servers"
        }
        Kind::Parameter | Kind::Header => {
            "name in description required deprecated allowEmptyValue style explode \
             allowReserved schema content example examples"
        }
        Kind::RequestBody => "description content required",
        Kind::MediaType => {
            "schema itemSchema example examples encoding prefixEncoding itemEncoding"
        }
        Kind::Encoding => {
            "contentType headers style explode allowReserved encoding prefixEncoding \
             itemEncoding"
        }
        Kind::Response => "summary description headers content links",
        Kind::Example => "summary description value externalValue dataValue serializedValue",
        Kind::Link => "operationRef operationId parameters requestBody description server",
        Kind::Callback => "",
        Kind::SecurityScheme => {
            "type description name in scheme bearerFormat flows openIdConnectUrl \
             oauth2MetadataUrl deprecated"
        }
        Kind::Schema => {
            "title description default deprecated readOnly writeOnly example examples type \
             enum const format nullable multipleOf maximum exclusiveMaximum minimum \
             exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems \
             maxContains minContains maxProperties minProperties required dependentRequired \
             contentEncoding contentMediaType contentSchema discriminator externalDocs \
             additionalProperties contains items propertyNames unevaluatedItems \
             unevaluatedProperties allOf anyOf oneOf prefixItems dependentSchemas \
             patternProperties properties definitions dependencies"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::METHODS;

    #[test]
    fn the_grammar_has_its_keys_here_too() {
        for method in METHODS {
            assert!(keys(Kind::PathItem).split(' ').any(|known| known == method), "{method}");
        }
    }
}
