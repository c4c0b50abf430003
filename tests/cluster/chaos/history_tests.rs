//! The checker refuses what it must.

use super::history::{Asked, Call, Told, check};

/// A call from one time to another.
fn call(id: &str, (from, to): (u64, u64), asked: Asked, told: Told) -> Call {
    Call {
        id: id.to_owned(),
        asked,
        told,
        from,
        to,
    }
}

fn observe(id: &str, times: (u64, u64), known: Option<u64>, told: Told) -> Call {
    call(id, times, Asked::Observe { item: 1, known }, told)
}

fn issue(id: &str, times: (u64, u64), told: Told) -> Call {
    call(id, times, Asked::Issue { name: 1 }, told)
}

fn revoke(id: &str, times: (u64, u64), told: Told) -> Call {
    call(id, times, Asked::Revoke { name: 1 }, told)
}

fn read(times: (u64, u64), node: usize, place: u64) -> Call {
    let told = Told::Place { place, node };
    call("read", times, Asked::Read { item: 1, node }, told)
}

fn at(place: u64) -> Told {
    Told::Place { place, node: 0 }
}

/// Checks a history against a log whose first two places are the plan's.
#[track_caller]
fn holds(calls: &[Call], log: &[&str], expected: Result<(), &str>) {
    let log = ["plan", "plan-2"].iter().chain(log);
    let log = log.map(|&id| id.to_owned()).collect();
    match (check(calls, &log, 2), expected) {
        (Ok(()), Ok(())) => {}
        (Err(found), Err(words)) => assert!(found.contains(words), "{found}"),
        (found, expected) => panic!("{found:?}, not {expected:?}"),
    }
}

#[test]
fn an_order_that_explains_all_is_found() {
    let calls = [
        // Two at once, stored in the other order than they were sent.
        observe("a", (1, 9), None, at(4)),
        observe("b", (2, 8), None, at(3)),
        observe("c", (10, 12), Some(4), at(5)),
        observe("d", (11, 20), Some(4), Told::Refused),
        issue("e", (13, 14), at(6)),
        issue("f", (12, 15), Told::Refused),
        revoke("g", (16, 17), at(7)),
        observe("h", (18, 30), None, Told::Nothing),
        observe("i", (18, 31), None, Told::Nothing),
        read((19, 20), 1, 2),
        read((19, 20), 0, 5),
        read((25, 27), 0, 8),
    ];
    holds(&calls, &["b", "a", "c", "e", "g", "h"], Ok(()));
}

#[test]
fn a_lost_answer_is_seen() {
    let calls = [
        observe("a", (1, 2), None, at(3)),
        observe("b", (3, 4), None, at(4)),
    ];
    holds(&calls, &["a"], Err("b was told"));
    holds(&calls, &["b", "a"], Err("a was told"));
    holds(&calls[..1], &["a", "a"], Err("stored twice"));
    holds(&calls[..1], &["a", "x"], Err("nobody asked for x"));
}

#[test]
fn what_was_refused_must_not_be_there() {
    let calls = [issue("a", (1, 2), at(3)), issue("b", (3, 4), Told::Refused)];
    holds(&calls, &["a"], Ok(()));
    holds(&calls, &["a", "b"], Err("b was told Refused"));
}

#[test]
fn what_is_answered_comes_before_what_is_asked_later() {
    let calls = [
        observe("a", (1, 2), None, at(4)),
        observe("b", (3, 4), None, at(3)),
    ];
    holds(&calls, &["b", "a"], Err("asked after place 4 was answered"));
}

#[test]
fn a_command_stands_where_it_is_allowed() {
    let calls = [
        observe("a", (1, 9), None, at(3)),
        observe("b", (1, 9), Some(2), at(4)),
    ];
    holds(&calls, &["a", "b"], Err("not allowed"));
    let twice = [issue("a", (1, 9), at(3)), issue("b", (1, 9), at(4))];
    holds(&twice, &["a", "b"], Err("not allowed"));
    let free = [revoke("a", (1, 9), at(3))];
    holds(&free, &["a"], Err("not allowed"));
}

#[test]
fn a_refusal_rests_on_a_state_of_its_time() {
    // The name was free again before it was asked for.
    let late = [
        issue("a", (1, 2), at(3)),
        revoke("b", (3, 4), at(4)),
        issue("c", (5, 6), Told::Refused),
    ];
    holds(&late, &["a", "b"], Err("no state from place 4 to 4"));
    // It was taken only after the refusal.
    let early = [issue("a", (1, 2), Told::Refused), issue("b", (3, 4), at(3))];
    holds(&early, &["b"], Err("no state from place 2 to 2"));
    // Nobody had changed the item.
    let stale = [observe("a", (1, 2), Some(2), Told::Refused)];
    holds(&stale, &[], Err("no state"));
    let known = [
        observe("a", (1, 2), None, at(3)),
        observe("b", (3, 4), Some(3), Told::Refused),
    ];
    holds(&known, &["a"], Err("no state"));
}

#[test]
fn a_read_is_of_the_log_and_never_goes_back() {
    let write = observe("a", (1, 2), None, at(3));
    let history = |read: Call| [write.clone(), read];
    holds(&history(read((3, 4), 0, 3)), &["a"], Ok(()));
    holds(
        &history(read((3, 4), 0, 2)),
        &["a"],
        Err("older than place 3"),
    );
    // Another node may lag.
    holds(&history(read((3, 4), 1, 2)), &["a"], Ok(()));
    holds(&history(read((3, 4), 1, 4)), &["a"], Err("not in the log"));
    let early = [read((1, 2), 0, 3), observe("a", (3, 4), None, at(3))];
    holds(&early, &["a"], Err("not in the log"));
    let back = [
        observe("a", (1, 9), None, at(3)),
        read((2, 3), 1, 3),
        read((4, 5), 1, 2),
    ];
    holds(&back, &["a"], Err("older than place 3"));
}
