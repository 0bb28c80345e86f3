//! From values to a response.

use counterpart_spec::has_no_content;
use http::{HeaderName, HeaderValue, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::parameters::Written;
use crate::{Contract, MediaRange, Response, Site, Unencodable, body};

impl Contract {
    /// Writes a response with a status that is declared; headers that are not declared are left out, and so is the body of a status that has none.
    ///
    /// The values need not fit their schemas.
    ///
    /// # Errors
    /// The first value that has no form on the wire.
    pub fn respond(
        &self,
        status: u16,
        headers: &Map<String, Value>,
        body: Option<(&Value, Option<&MediaRange>)>,
    ) -> Result<Response, Unencodable> {
        let mut response = Response { status, ..Response::default() };
        let Some(declared) = self.declared(status) else { return Ok(response) };
        for slot in &declared.headers {
            let name = &slot.parameter.name;
            let Some(value) = headers.get(name) else { continue };
            let unfit = |message: String| Unencodable { site: Site::Header(name.clone()), message };
            let Written::Text(text) = slot.write(value).map_err(unfit)? else { continue };
            let header = HeaderName::from_bytes(name.as_bytes()).ok();
            let text = HeaderValue::from_bytes(text.as_bytes());
            let text = text.map_err(|_| unfit("has a control character".to_owned()))?;
            response.headers.extend(header.map(|header| (header, text)));
        }
        if let Some((value, media_type)) = body.filter(|_| !has_no_content(status)) {
            let written = body::encode(&declared.content, media_type, value);
            let (media_type, bytes) =
                written.map_err(|message| Unencodable { site: Site::Body, message })?;
            let media_type = HeaderValue::from_str(&media_type).ok();
            response.headers.extend(media_type.map(|media_type| (CONTENT_TYPE, media_type)));
            response.body = bytes.into();
        }
        Ok(response)
    }
}
