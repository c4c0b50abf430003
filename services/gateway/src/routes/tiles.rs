//! The tree as C2SP tlog-tiles lays it out, for software that others wrote.

use axum::http::StatusCode;

use super::tree;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;

const BYTES: &str = "application/octet-stream";
/// Hashes or entries in a full tile.
const WIDTH: u64 = 256;
/// Groups of three digits that the largest index has.
const GROUPS_MAX: usize = 7;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let log = "/api/v1/{council}/log/checkpoint";
    let tile = "/api/v1/{council}/log/tile/{level}/{*index}";
    let entries = "/api/v1/{council}/log/tile/entries/{*index}";
    vec![
        Endpoint::read(log, "log_checkpoint", |call| tree::checkpoint_at(call, None))
            .about("Size and root of the whole log as a signed note (C2SP tlog-tiles)")
            .gives("text/plain"),
        Endpoint::read(tile, "tile", hashes)
            .about("A tile of the tree: up to 256 hashes of a level, leaf hashes at level 0 (C2SP tlog-tiles)")
            .gives(BYTES),
        Endpoint::read(entries, "entries", entries_of)
            .about("The heads of up to 256 records, what the leaf hashes are over, each after its length in two bytes (C2SP tlog-tiles)")
            .gives(BYTES),
    ]
}

fn hashes(call: &Call) -> Answered {
    let level = call.segment("level");
    let known: Option<u8> = level.parse().ok();
    // Each tile has one name.
    let known = known.filter(|known| known.to_string() == level);
    let (index, width) = asked(call)?;
    let ledger = call.tenant()?.log.ledger();
    let tile = match known {
        Some(level) => ledger.tile(level, index, width)?,
        None => None,
    };
    Ok(answer::bytes(tile.ok_or_else(none)?))
}

fn entries_of(call: &Call) -> Answered {
    let (index, width) = asked(call)?;
    let bundle = call.tenant()?.log.ledger().entries(index, width)?;
    Ok(answer::bytes(bundle.ok_or_else(none)?))
}

fn asked(call: &Call) -> Result<(u64, u64), Problem> {
    parse(call.segment("index")).ok_or_else(none)
}

fn none() -> Problem {
    let detail = "the log has no such tile, or not so much of it: the tiles up to its size have \
        names such as `0/x001/067` and `0/068.p/7`";
    Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail)
}

/// The index and width that a name such as `x001/x234/067.p/8` stands for.
fn parse(name: &str) -> Option<(u64, u64)> {
    let (index, width) = match name.split_once(".p/") {
        Some((index, width)) => {
            let number: u64 = width.parse().ok()?;
            let plain = number.to_string() == width;
            (
                index,
                Some(number).filter(|one| plain && (1..WIDTH).contains(one))?,
            )
        }
        None => (name, WIDTH),
    };
    let groups: Vec<&str> = index.split('/').collect();
    let (last, before) = groups.split_last()?;
    if groups.len() > GROUPS_MAX || before.first() == Some(&"x000") {
        return None;
    }
    let mut index: u64 = 0;
    let before = before.iter().map(|group| group.strip_prefix('x'));
    for digits in before.chain([Some(*last)]) {
        let digits = digits.filter(|digits| digits.len() == 3)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let group: u64 = digits.parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(group)?;
    }
    Some((index, width))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn each_tile_has_one_name() {
        let check = |name, expected| assert_eq!(parse(name), expected, "{name}");
        check("000", Some((0, 256)));
        check("067.p/8", Some((67, 8)));
        check("x001/x234/067", Some((1_234_067, 256)));
        check("x001/000.p/255", Some((1_000, 255)));
        check("x018/x446/x744/x073/x709/x551/615", Some((u64::MAX, 256)));
        for wrong in [
            "",
            "0",
            "67",
            "0067",
            "x067",
            "067/067",
            "x000/067",
            "x01/067",
            "067.p/",
            "067.p/0",
            "067.p/256",
            "067.p/08",
            "067.p/+8",
            "067.p/8/",
            "+67",
            "x001/x234",
            "067.p",
            "x018/x446/x744/x073/x709/x551/616",
            "x001/x018/x446/x744/x073/x709/x551/615",
        ] {
            check(wrong, None);
        }
    }
}
