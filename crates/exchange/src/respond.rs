//! From values to a response.

use counterpart_schema::Direction;
use counterpart_spec::has_no_content;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::body::Content;
use crate::parameters::Written;
use crate::{Contract, MediaRange, Response, Site, Unencodable, body};

impl Contract {
    /// Gives a text as the value of a declared header; `None` where the response does not declare the header, or the text does not fit.
    pub fn header(&self, status: u16, name: &str, text: &str) -> Option<HeaderValue> {
        let declared = self.declared(status)?.headers.iter();
        let slot = declared.into_iter().find(|s| s.parameter.name.eq_ignore_ascii_case(name))?;
        let value = HeaderValue::from_str(text).ok()?;
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        let alone = HeaderMap::from_iter([(name, value.clone())]);
        let read = slot.read_header(&alone).ok()??;
        slot.judge(Direction::Response, &read).is_empty().then_some(value)
    }

    /// Writes a response with a status that is declared; headers that are not declared are left out, and so is the body of a status that has none.
    ///
    /// The values need not fit their schemas.
    /// A body that its media type carries only in part is written where what is read again fits its schema.
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
            // XML has no empty lists: a reader is served by what fits, too.
            let fits = |content: &Content, read: &Value| {
                body::judge(content, Direction::Response, read).is_empty()
            };
            let written = body::encode(&declared.content, media_type, value, fits);
            let (media_type, bytes) =
                written.map_err(|message| Unencodable { site: Site::Body, message })?;
            let media_type = HeaderValue::from_str(&media_type).ok();
            response.headers.extend(media_type.map(|media_type| (CONTENT_TYPE, media_type)));
            response.body = bytes.into();
        }
        Ok(response)
    }
}
