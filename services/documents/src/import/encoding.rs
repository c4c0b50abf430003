//! From the bytes of a CSV file to text.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::fault::code;
use super::fault_log::Trouble;

/// A file as text.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Whether the encoding had to be guessed to be Windows-1252.
    pub(crate) guessed: bool,
}

const EXPECTED: &str = "text in UTF-8, in UTF-16 with a byte-order mark, or in Windows-1252";

/// Decodes UTF-8 with or without a byte-order mark, UTF-16 with one, and
/// Windows-1252, which Excel writes as "CSV" on a British Windows.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Trouble> {
    let refused = |found: &str| Trouble::new(found, EXPECTED, code::BAD_ENCODING);
    let (text, guessed) = match bytes {
        [0xff, 0xfe, rest @ ..] => (utf_16(UTF_16LE, rest)?, false),
        [0xfe, 0xff, rest @ ..] => (utf_16(UTF_16BE, rest)?, false),
        // A mark promises UTF-8, so that nothing else is tried.
        [0xef, 0xbb, 0xbf, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(error) => {
                let found = format!("a byte that is no UTF-8 at {}", error.valid_up_to() + 3);
                return Err(refused(&found));
            }
        },
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (windows_1252(bytes)?, true),
        },
    };
    match memchr::memchr(0, text.as_bytes()) {
        Some(at) => Err(refused(&format!("a NUL character at {at}"))),
        None => Ok(Decoded { text, guessed }),
    }
}

fn utf_16<'a>(
    encoding: &'static encoding_rs::Encoding,
    bytes: &'a [u8],
) -> Result<Cow<'a, str>, Trouble> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if malformed {
        return Err(Trouble::new("damaged UTF-16", EXPECTED, code::BAD_ENCODING));
    }
    Ok(text)
}

/// Every byte decodes as Windows-1252, a picture's too, so control characters
/// tell that it is none.
fn windows_1252(bytes: &[u8]) -> Result<Cow<'_, str>, Trouble> {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let alien = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    match text.find(alien) {
        Some(_) => Err(Trouble::new(
            "bytes that are no text",
            EXPECTED,
            code::BAD_ENCODING,
        )),
        None => Ok(text),
    }
}
