//! The name, colour and logo of a council's pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::SetLook;
use quarterday_proto::council::Logo;
use quarterday_proto::event::{CouncilLookSet, Event};
use sha2::{Digest as _, Sha256};

use super::{Case, Decided, required};
use crate::look::{CONTRAST_LEAST, colour, contrast_with_white, image};
use crate::rejection::{Code, reject};

/// Bytes of a logo.
const LOGO_BYTES_MAX: usize = 64 << 10;
/// Pixels of a logo, across and down.
const LOGO_PIXELS_MAX: (u32, u32) = (1_200, 600);
/// Characters of a name: it stands in one line.
const NAME_CHARS_MAX: usize = 100;
/// Hex digits of the digest.
const DIGEST_DIGITS: usize = 16;

pub(super) fn set(case: &Case<'_>, command: &SetLook) -> Result<Decided, Rejection> {
    let council = case.state.council()?;
    case.fresh(council.changed_at, "the council's configuration")?;
    let known = council.look.as_ref();
    let name = command.name.clone().unwrap_or_else(|| council.name.clone());
    required(&name, "the council's name")?;
    if name.chars().count() > NAME_CHARS_MAX {
        let detail = format!("the council's name has at most {NAME_CHARS_MAX} characters");
        return Err(reject(Code::TextRequired, detail));
    }
    let colour = match command.colour.as_deref() {
        None => known.and_then(|look| look.colour.clone()),
        Some("") => None,
        Some(text) => Some(readable(text)?),
    };
    let logo = match command.logo.as_deref() {
        None => known.and_then(|look| look.logo.clone()),
        Some("") => None,
        Some(text) => Some(usable(text)?),
    };
    let mut digest = Sha256::new();
    digest.update(colour.as_deref().unwrap_or_default());
    digest.update(b"\0");
    digest.update(logo.as_ref().map_or("", |logo| logo.data.as_str()));
    let digest = hex::encode(digest.finalize())[..DIGEST_DIGITS].to_owned();
    let same = known.is_some_and(|look| look.digest == digest)
        || (known.is_none() && colour.is_none() && logo.is_none());
    if same && name == council.name {
        return Ok(Decided::default());
    }
    Ok(Event::CouncilLookSet(CouncilLookSet {
        name,
        colour,
        logo,
        digest,
    })
    .into())
}

/// A colour on which white text can be read.
fn readable(text: &str) -> Result<String, Rejection> {
    let rgb = colour(text).ok_or_else(|| {
        let detail = "a colour is written as # and six hex digits, for example #00563f";
        reject(Code::ColourUnreadable, detail)
    })?;
    let contrast = contrast_with_white(rgb);
    if contrast < CONTRAST_LEAST {
        // Rounded down, so that what is too little never looks enough.
        let shown = (contrast * 100.0).floor() / 100.0;
        let detail = format!(
            "white text on {text} has a contrast of {shown} to 1, and needs {CONTRAST_LEAST}: take \
             a darker colour"
        );
        return Err(reject(Code::ColourUnreadable, detail));
    }
    Ok(text.to_lowercase())
}

fn usable(text: &str) -> Result<Logo, Rejection> {
    let refuse = |detail: String| Err(reject(Code::LogoUnusable, detail));
    let (across, down) = LOGO_PIXELS_MAX;
    // Four letters are three bytes: a longer text is not even read.
    let bytes = match text.len() <= LOGO_BYTES_MAX.div_ceil(3) * 4 {
        true => STANDARD.decode(text),
        false => {
            return refuse(format!(
                "a logo has at most {} kilobytes",
                LOGO_BYTES_MAX >> 10
            ));
        }
    };
    let Ok(bytes) = bytes else {
        return refuse("a logo is sent in base64".to_owned());
    };
    if bytes.len() > LOGO_BYTES_MAX {
        return refuse(format!(
            "a logo has at most {} kilobytes",
            LOGO_BYTES_MAX >> 10
        ));
    }
    match image(&bytes) {
        None => refuse("a logo is a PNG, JPEG or WebP image; SVG is not taken".to_owned()),
        Some((_, width, height))
            if !(1..=across).contains(&width) || !(1..=down).contains(&height) =>
        {
            refuse(format!(
                "a logo has at most {across} by {down} pixels, and this has {width} by {height}"
            ))
        }
        Some((kind, width, height)) => Ok(Logo {
            kind,
            width,
            height,
            data: text.to_owned(),
        }),
    }
}
