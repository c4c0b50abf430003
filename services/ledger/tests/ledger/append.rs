//! Appending, reading back, rolling, restarting.

use std::time::Duration;

use quarterday_ledger::{Error, Ledger, Options};

use crate::support::{append, check_records, command, draft, lines, make, options};

#[test]
fn what_was_appended_is_read_back_and_survives_restarts() {
    let dir = tempfile::tempdir().unwrap();
    let small = Options {
        segment_bytes_max: 4000,
        ..options()
    };
    let mut place = 0;
    for restart in 0..6 {
        let (ledger, mut appender) = Ledger::open(dir.path(), small.clone()).unwrap();
        assert_eq!(ledger.head().place, place);
        for count in [1, 3, 9] {
            append(&mut appender, count).unwrap();
            place += count;
            assert_eq!(ledger.head(), appender.head());
        }
        assert!(ledger.wait_for(place, Duration::ZERO).is_some());
        assert!(ledger.wait_for(place + 1, Duration::ZERO).is_none());
        check_records(&ledger);
        for place in 1..=place {
            let record = ledger.read(place).unwrap();
            assert_eq!(record.record().body.unwrap().data, draft(place).data);
        }
        assert!(matches!(
            ledger.read(place + 1),
            Err(Error::NoSuchPlace { .. })
        ));
        assert!(matches!(ledger.read(0), Err(Error::NoSuchPlace { .. })));
        match restart % 3 {
            0 => appender.close().unwrap(),
            1 => appender.idle().unwrap(),
            _ => {}
        }
    }
}

#[test]
fn a_large_log_starts_from_its_footers() {
    let dir = tempfile::tempdir().unwrap();
    let small = Options {
        segment_bytes_max: 100_000,
        ..options()
    };
    let head = make(dir.path(), small.clone(), &[400, 400, 400, 400, 100], true).head();
    let lazy = Options {
        verify_all_below_bytes: 0,
        ..small
    };
    for _ in 0..2 {
        let (ledger, appender) = Ledger::open(dir.path(), lazy.clone()).unwrap();
        assert_eq!(ledger.head(), head);
        check_records(&ledger);
        appender.close().unwrap();
    }
    // Without tiles the whole log is gone over.
    std::fs::remove_dir_all(dir.path().join("tiles")).unwrap();
    let (ledger, _appender) = Ledger::open(dir.path(), lazy).unwrap();
    assert_eq!(ledger.head(), head);
}

#[test]
fn chunks_hold_every_record_once() {
    let dir = tempfile::tempdir().unwrap();
    let small = Options {
        segment_bytes_max: 20_000,
        ..options()
    };
    let ledger = make(dir.path(), small, &[7; 40], false);
    for from in [1, 2, 50, 280] {
        let mut place = from;
        for chunk in ledger.chunks(from, 5000) {
            let chunk = chunk.unwrap();
            assert_eq!(chunk.first_place, place);
            let _ = chunk
                .for_each(|record| {
                    assert_eq!(record.head.place, place);
                    place += 1;
                    std::ops::ControlFlow::<()>::Continue(())
                })
                .unwrap();
        }
        assert_eq!(place, 281);
    }
}

#[test]
fn replaying_data_gives_what_reading_records_gives() {
    let dir = tempfile::tempdir().unwrap();
    let small = Options {
        segment_bytes_max: 20_000,
        ..options()
    };
    let ledger = make(dir.path(), small, &[7; 40], false);
    let (mut read, mut replayed) = (Vec::new(), Vec::new());
    for chunk in ledger.chunks(1, 5000) {
        let chunk = chunk.unwrap();
        let _ = chunk
            .for_each(|record| {
                let data = record.body.map(|body| body.data.to_vec());
                read.push((record.head.place, record.head.recorded, data));
                std::ops::ControlFlow::<()>::Continue(())
            })
            .unwrap();
        let _ = chunk
            .for_each_data(|place, recorded, data| {
                replayed.push((place, recorded, data.map(<[u8]>::to_vec)));
                std::ops::ControlFlow::<()>::Continue(())
            })
            .unwrap();
    }
    assert_eq!(read.len(), 280);
    assert_eq!(read, replayed);
    let mut damaged = ledger.chunks(1, 5000).next().unwrap().unwrap();
    let at = damaged.bytes.len() / 2;
    damaged.bytes[at] ^= 1;
    let flow = damaged.for_each_data(|_, _, _| std::ops::ControlFlow::<()>::Continue(()));
    assert!(matches!(flow, Err(Error::Damaged { .. })));
}

#[test]
fn lines_that_do_not_continue_the_log_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (_, mut appender) = Ledger::open(dir.path(), options()).unwrap();
    append(&mut appender, 3).unwrap();
    let head = appender.head();
    let good = lines(3, head.leaf, 2);
    let check = |appender: &mut quarterday_ledger::Appender, lines: &[_]| {
        assert!(matches!(appender.append(lines), Err(Error::NotNext { .. })));
        assert_eq!(appender.head(), head);
    };
    check(&mut appender, &good[1..]);
    check(&mut appender, &lines(3, [1; 32], 1));
    check(&mut appender, &lines(2, head.leaf, 1));
    check(&mut appender, &[good[0].clone(), good[0].clone()]);
    let mut early = draft(4);
    early.recorded = "2019-01-01T00:00:00Z".parse().unwrap();
    let early = quarterday_proto::record::encode(&early, 4, &head.leaf);
    check(&mut appender, &[early]);
    appender.append(&good).unwrap();
}

#[test]
fn only_one_process_writes() {
    let dir = tempfile::tempdir().unwrap();
    let (_, appender) = Ledger::open(dir.path(), options()).unwrap();
    assert!(matches!(
        Ledger::open(dir.path(), options()),
        Err(Error::Locked { .. })
    ));
    drop(appender);
    Ledger::open(dir.path(), options()).unwrap();
}

#[test]
fn what_is_held_is_stored_but_shown_only_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let plain = tempfile::tempdir().unwrap();
    let small = Options {
        segment_bytes_max: 4000,
        ..options()
    };
    let batches = [3, 300, 5];
    let head_of = |places: &[u64]| make(plain.path(), small.clone(), places, true).head();
    let first = head_of(&[10]);
    {
        let (ledger, mut appender) = Ledger::open(dir.path(), small.clone()).unwrap();
        append(&mut appender, 10).unwrap();
        appender.hold();
        for count in batches {
            append(&mut appender, count).unwrap();
        }
        assert_eq!((ledger.head(), appender.head().place), (first, 318));
        assert!(matches!(
            ledger.read(11),
            Err(Error::NoSuchPlace { last: 10, .. })
        ));
        assert!(ledger.command_place(&command(200).parse().unwrap()).is_ok());
        let shown = head_of(&[190]);
        appender.show(200, draft(200).recorded);
        assert_eq!((ledger.head(), shown.place), (shown, 200));
        assert_eq!(ledger.root(150).unwrap(), root_after(150));
        assert_eq!(appender.held_leaf(200), None);
        assert_eq!(appender.held_leaf(318), Some(appender.head().leaf));
        // What is shown stays shown, and what is not there cannot be.
        appender.show(150, draft(150).recorded);
        assert_eq!(ledger.head(), shown);
        appender.show(9999, draft(318).recorded);
        assert_eq!(ledger.head(), appender.head());
        check_records(&ledger);
    }
    let (ledger, _appender) = Ledger::open(dir.path(), small).unwrap();
    assert_eq!(ledger.head().place, 318);
    assert_eq!(ledger.head().root, root_after(318));
}

/// The root of a log of so many places that was never held.
fn root_after(places: u64) -> quarterday_proto::record::Hash {
    let dir = tempfile::tempdir().unwrap();
    make(dir.path(), options(), &[places], true).head().root
}
