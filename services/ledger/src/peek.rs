//! The fields of a record line that the append path needs, found without
//! parsing the rest and without allocating.

use jiff::Timestamp;
use quarterday_proto::digits::read_time;
use quarterday_proto::quoted::find_mark;

use crate::index::Keyed;

/// Parts of a line, as they stand in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peek<'a> {
    pub(crate) place: u64,
    /// 64 hex digits.
    pub(crate) prev: &'a [u8],
    pub(crate) recorded: &'a [u8],
    subject: &'a [u8],
    kind: &'a [u8],
    actor: &'a [u8],
    pub(crate) command: &'a [u8],
    /// What follows the command's id.
    rest: &'a [u8],
}

/// When a record was recorded, and its data, which is none once it is redacted. Of
/// a line whose checksum was checked; `None` where it has not the form of a record.
pub fn time_and_data(line: &[u8]) -> Option<(Timestamp, Option<&[u8]>)> {
    let peek = peek(line)?;
    Some((read_time(peek.recorded)?, peek.data()?))
}

const HEAD_FROM: usize = 18;

/// Looks into a record line; `None` when it has not the form that
/// `proto::record::encode` writes.
pub(crate) fn peek(line: &[u8]) -> Option<Peek<'_>> {
    let rest = line
        .get(HEAD_FROM..)?
        .strip_prefix(b"\"head\":{\"place\":")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = rest.split_at(digits);
    let mut place: u64 = 0;
    for digit in number {
        place = place
            .checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))?;
    }
    let rest = rest.strip_prefix(b",\"prev\":\"")?;
    let (prev, rest) = rest.split_at_checked(64)?;
    let rest = rest.strip_prefix(b"\",\"recorded\":\"")?;
    let (recorded, rest) = text(rest)?;
    let (subject, rest) = text(rest.strip_prefix(b",\"subject\":\"")?)?;
    let (kind, rest) = text(rest.strip_prefix(b",\"type\":\"")?)?;
    let (actor, rest) = text(rest.strip_prefix(b",\"actor\":\"")?)?;
    let (command, rest) = text(rest.strip_prefix(b",\"command\":\"")?)?;
    Some(Peek {
        place,
        prev,
        recorded,
        subject,
        kind,
        actor,
        command,
        rest,
    })
}

impl<'a> Peek<'a> {
    /// What the record's keys are made from; `None` when the line has not the
    /// form of a record to its end.
    pub(crate) fn keyed(&self) -> Option<Keyed<'a>> {
        Some(Keyed {
            place: self.place,
            subject: std::str::from_utf8(self.subject).ok()?,
            kind: std::str::from_utf8(self.kind).ok()?,
            actor: std::str::from_utf8(self.actor).ok()?,
            data: self.data()?,
        })
    }

    /// The data of a line whose checksum was checked; `Some(None)` once it is
    /// redacted.
    pub(crate) fn data(&self) -> Option<Option<&'a [u8]>> {
        let mut rest = self.rest;
        if let Some(cause) = rest.strip_prefix(b",\"cause\":") {
            let digits = cause.iter().take_while(|byte| byte.is_ascii_digit());
            rest = &cause[digits.count()..];
        }
        let rest = rest.strip_prefix(b",\"digest\":\"")?.get(64..)?;
        let rest = rest.strip_prefix(b"\"},\"salt\":")?;
        if rest == b"null,\"data\":null}" {
            return Some(None);
        }
        let rest = rest.get(66..)?.strip_prefix(b",\"data\":")?;
        rest.strip_suffix(b"}").map(Some)
    }
}

fn text(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = find_mark(rest)?;
    Some((&rest[..end], &rest[end + 1..]))
}
