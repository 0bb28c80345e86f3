//! The smallest files of the usual kinds: bytes that are what their media type says.

use counterpart_exchange::MediaRange;

/// Gives a file of a media type, where one is small enough to stand here.
pub(crate) fn file(media_type: &MediaRange) -> Option<&'static [u8]> {
    let shown = media_type.to_string();
    Some(match shown.split(';').next()? {
        "image/png" | "image/*" => PNG,
        "image/gif" => GIF,
        "image/jpeg" | "image/jpg" => JPEG,
        "image/webp" => WEBP,
        "application/pdf" => PDF,
        "application/zip" | "application/x-zip-compressed" => ZIP,
        "application/gzip" | "application/x-gzip" => GZIP,
        "audio/wav" | "audio/x-wav" | "audio/wave" => WAV,
        _ => return None,
    })
}

/// One white pixel.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdac\
      \xf8\x0f\0\x01\x01\x01\0\x1c\xb0\x8c\x99\0\0\0\0IEND\xaeB`\x82";

/// One clear pixel.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\
      \x02\x01D\0;";

/// One pixel.
const JPEG: &[u8] =
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\x01\0H\0H\0\0\xff\xdb\0C\0\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xc2\0\x0b\x08\0\x01\0\x01\
      \x01\x01\x11\0\xff\xc4\0\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xda\0\x08\x01\
      \x01\0\x01?\x10\xff\xd9";

/// One pixel.
const WEBP: &[u8] =
    b"RIFF\"\0\0\0WEBPVP8 \x16\0\0\x000\x01\0\x9d\x01*\x01\0\x01\0\x0e\xc0\xfe%\xa4\0\x03p\0\0\0\
      \0";

/// One empty page.
const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/C\
      ount 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0\
      000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrail\
      er<</Size 4/Root 1 0 R>>\nstartxref\n160\n%%EOF\n";

/// An archive of nothing.
const ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// Nothing, compressed.
const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x03\0\0\0\0\0\0\0\0\0";

/// One sample of silence.
const WAV: &[u8] =
    b"RIFF&\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0@\x1f\0\0@\x1f\0\0\x01\0\x08\0data\x01\0\0\0\
      \x80\0";
