//! How a council's pages look: what a colour must be to be read on, and what an
//! image says of itself.

use quarterday_proto::council::LogoKind;

/// Contrast that text needs, by WCAG 2.2, success criterion 1.4.3.
pub(crate) const CONTRAST_LEAST: f64 = 4.5;

/// Red, green and blue of `#` and six hex digits.
pub(crate) fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let mut rgb = [0; 3];
    hex::decode_to_slice(digits, &mut rgb).ok()?;
    Some(rgb)
}

/// Contrast of white text on a colour, by WCAG 2.2.
pub(crate) fn contrast_with_white(rgb: [u8; 3]) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        match value <= 0.04045 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        }
    };
    let [red, green, blue] = rgb.map(part);
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

/// Kind, width and height of an image, by its own first bytes; nothing of what is
/// none of the kinds, such as SVG, which can hold script.
pub(crate) fn image(bytes: &[u8]) -> Option<(LogoKind, u32, u32)> {
    png(bytes).or_else(|| jpeg(bytes)).or_else(|| webp(bytes))
}

fn png(bytes: &[u8]) -> Option<(LogoKind, u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let size = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
    let is_first = rest.get(4..8)? == b"IHDR";
    is_first.then_some((LogoKind::Png, size(8)?, size(12)?))
}

/// The frame header comes after segments of other kinds, each with its length.
fn jpeg(bytes: &[u8]) -> Option<(LogoKind, u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(2..2 + length)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let size = |at: usize| {
                let two = segment.get(at..at + 2)?;
                Some(u32::from(u16::from_be_bytes(two.try_into().ok()?)))
            };
            return Some((LogoKind::Jpeg, size(5)?, size(3)?));
        }
        rest = &rest[2 + length..];
    }
}

fn webp(bytes: &[u8]) -> Option<(LogoKind, u32, u32)> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WEBP" {
        return None;
    }
    let little = |at: usize, count: usize| {
        let part = bytes.get(at..at + count)?.iter().rev();
        Some(part.fold(0, |number, byte| number << 8 | u32::from(*byte)))
    };
    let (width, height) = match bytes.get(12..16)? {
        b"VP8X" => (little(24, 3)? + 1, little(27, 3)? + 1),
        b"VP8L" => {
            let bits = little(21, 4)?;
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        b"VP8 " => (little(26, 2)? & 0x3fff, little(28, 2)? & 0x3fff),
        _ => return None,
    };
    Some((LogoKind::Webp, width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_as_published() {
        let check = |text: &str, expected: &str| {
            let found = contrast_with_white(colour(text).unwrap());
            assert_eq!(format!("{found:.2}"), expected, "{text}");
        };
        check("#000000", "21.00");
        check("#ffffff", "1.00");
        check("#767676", "4.54");
        check("#777777", "4.48");
        check("#1D70B8", "5.17");
        for text in ["", "red", "#fff", "#12345g", "#1234567", "123456"] {
            assert_eq!(colour(text), None, "{text}");
        }
    }

    #[test]
    fn images_by_their_first_bytes() {
        let check = |bytes: &[u8], expected| assert_eq!(image(bytes), expected, "{bytes:?}");
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x78\0\0\0\x28\x08\x06";
        check(png, Some((LogoKind::Png, 120, 40)));
        check(&png[..20], None);
        let jpeg = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08\0\x28\0\x78\x03\x01\x11\0";
        check(jpeg, Some((LogoKind::Jpeg, 120, 40)));
        check(&jpeg[..12], None);
        let webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x77\0\0\x27\0\0";
        check(webp, Some((LogoKind::Webp, 120, 40)));
        check(&webp[..29], None);
        check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", None);
        check(b"GIF89a", None);
        check(b"", None);
    }
}
