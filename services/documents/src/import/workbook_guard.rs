//! Unpacks a workbook's parts once, keeping nothing, before it is read: a
//! small file can unpack to any size, and a reader that holds a part in memory
//! would fall with it.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::fault::code;
use super::fault_log::Trouble;
use super::limits::{
    SHARED_STRINGS_BYTES_MAX, SHARED_STRINGS_MAX, WORKBOOK_BYTES_MAX, WORKBOOK_PARTS_MAX,
    WORKBOOK_SETTINGS_BYTES_MAX,
};

/// Bytes of the shared strings within which their opening tag must end.
const OPENING_BYTES_MAX: usize = 4096;

/// Checks every part of a workbook against the limits and its checksum.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Trouble> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error.to_string()))?;
    if archive.len() > WORKBOOK_PARTS_MAX {
        let found = format!("{} parts", archive.len());
        let expected = format!("a workbook of at most {WORKBOOK_PARTS_MAX} parts");
        return Err(Trouble::new(found, expected, code::TOO_LARGE));
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut part = archive
            .by_index(index)
            .map_err(|error| damaged(&error.to_string()))?;
        let name = part.name().map_err(|error| damaged(&error.to_string()))?;
        let name = name.to_ascii_lowercase();
        let part_max = bytes_max(&name).min(WORKBOOK_BYTES_MAX - total);
        let unpacked = unpack(&mut part, part_max)?;
        total += unpacked.bytes;
        if name.ends_with("sharedstrings.xml") {
            check_string_count(&unpacked.opening)?;
        }
    }
    Ok(())
}

fn bytes_max(name: &str) -> u64 {
    let is_setting = ["styles.xml", "workbook.xml", ".rels", "[content_types].xml"];
    if name.ends_with("sharedstrings.xml") {
        SHARED_STRINGS_BYTES_MAX
    } else if is_setting.iter().any(|end| name.ends_with(end)) || name.contains("/theme/") {
        WORKBOOK_SETTINGS_BYTES_MAX
    } else {
        WORKBOOK_BYTES_MAX
    }
}

/// What became of a part: its size, and how it begins.
struct Unpacked {
    bytes: u64,
    opening: Vec<u8>,
}

fn unpack(part: &mut impl Read, bytes_max: u64) -> Result<Unpacked, Trouble> {
    let mut buffer = vec![0; 64 * 1024];
    let mut unpacked = Unpacked {
        bytes: 0,
        opening: Vec::new(),
    };
    loop {
        let read = part
            .read(&mut buffer)
            .map_err(|error| damaged(&error.to_string()))?;
        if read == 0 {
            return Ok(unpacked);
        }
        unpacked.bytes += read as u64;
        if unpacked.bytes > bytes_max {
            let expected = "a workbook that unpacks to at most 512 MiB, its strings to 128 MiB";
            return Err(Trouble::new("more bytes", expected, code::TOO_LARGE));
        }
        let room = OPENING_BYTES_MAX - unpacked.opening.len();
        unpacked
            .opening
            .extend_from_slice(&buffer[..read.min(room)]);
    }
}

/// The reader sets aside room for as many strings as the part says that it
/// has, so a false number would end the process.
fn check_string_count(opening: &[u8]) -> Result<(), Trouble> {
    let opening = String::from_utf8_lossy(opening);
    let opening = opening.trim_start_matches('\u{feff}').trim_start();
    // Only a declaration may stand before the tag: in a comment another tag
    // could hide.
    let opening = match opening.strip_prefix("<?xml") {
        Some(rest) => rest
            .split_once("?>")
            .map_or("", |(_, rest)| rest)
            .trim_start(),
        None => opening,
    };
    let tag = opening.split_once('>').map(|(tag, _)| tag);
    let tag = tag.filter(|tag| tag.starts_with('<') && !tag.starts_with("<!"));
    let tag = tag.ok_or_else(|| damaged("shared strings that do not begin with their tag"))?;
    let Some((_, count)) = tag.split_once("uniqueCount") else {
        return Ok(());
    };
    let count = count.trim_start().trim_start_matches('=').trim_start();
    let digits: String = count
        .chars()
        .skip(1)
        .take_while(|letter| !matches!(letter, '"' | '\''))
        .collect();
    match digits.trim().parse::<u64>() {
        Ok(count) if count <= SHARED_STRINGS_MAX => Ok(()),
        _ => {
            let found = format!("{digits} strings");
            let expected = format!("a workbook of at most {SHARED_STRINGS_MAX} strings");
            Err(Trouble::new(found, expected, code::TOO_LARGE))
        }
    }
}

/// A workbook that cannot be read, and why.
pub(crate) fn damaged(why: &str) -> Trouble {
    let expected = "an XLSX workbook that opens in a spreadsheet, without a password";
    Trouble::new(why, expected, code::UNREADABLE_FILE)
}
