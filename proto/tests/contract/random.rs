//! What holds for any value and any bytes.

use jiff::civil::Date;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use quarterday_proto::command::{Command, Envelope, Import, Observe};
use quarterday_proto::event::{Data, Event, ItemObserved, ItemRecorded, Staged};
use quarterday_proto::id::{ItemId, PersonId, PlanId, SessionId};
use quarterday_proto::item::{Cause, ItemDefinition, Kind, Observation, Unavailable};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::sheet::{Row, Sheets, TargetRow};
use quarterday_proto::target::{Basis, NoTarget, TargetStatus};
use quarterday_proto::{record, upcast};
use rust_decimal::Decimal;

use crate::samples;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 .*/-]{0,12}", "\\PC{0,12}", any::<String>()]
}

fn day() -> impl Strategy<Value = Date> {
    (0_i32..40_000).prop_map(|days| {
        let first = jiff::civil::date(1990, 4, 1);
        first.checked_add(jiff::Span::new().days(days)).unwrap()
    })
}

fn quarter() -> impl Strategy<Value = Quarter> {
    day().prop_map(|day| Quarter::of(day).unwrap())
}

fn number() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0_u32..=12).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn observation() -> impl Strategy<Value = Observation> {
    let facts = (
        of(number()),
        of(day()),
        of(any::<bool>()),
        of(select(Cause::ALL)),
        of(number()),
    );
    let rest = (
        of(number()),
        of(text()),
        of(select(Unavailable::ALL)),
        of(text()),
    );
    (day(), of(select(Basis::ALL)), facts, rest).prop_map(|(as_at, basis, facts, rest)| {
        Observation {
            as_at,
            basis,
            percent_complete: facts.0,
            completed_on: facts.1,
            on_track: facts.2,
            cause: facts.3,
            actual: facts.4,
            forecast: rest.0,
            rating: rest.1,
            unavailable: rest.2,
            commentary: rest.3.map(Into::into),
        }
    })
}

fn definition() -> impl Strategy<Value = ItemDefinition> {
    let texts = (text(), text(), of(text()), of(text()), vec(text(), 0..3));
    (
        texts,
        select(Kind::ALL),
        of(any::<u64>()),
        of(day()),
        of(day()),
    )
        .prop_map(|(texts, kind, owner, start, due)| ItemDefinition {
            reference: texts.0,
            kind,
            title: texts.1,
            theme: texts.2,
            owner: owner.map(PersonId::from_u64),
            start,
            due,
            direction: None,
            unit: texts.3,
            directorate: None,
            contributors: texts.4.clone(),
            parent: None,
            aliases: texts.4,
            board: None,
            source: None,
            method: None,
            exempt_paragraph: None,
        })
}

fn event() -> impl Strategy<Value = Event> {
    let observed = (
        any::<u64>(),
        select(Kind::ALL),
        observation(),
        of(quarter()),
    )
        .prop_map(|(item, kind, observation, restates)| {
            let item = ItemId::from_u64(item);
            Event::ItemObserved(ItemObserved {
                item,
                kind,
                observation,
                entered_for: None,
                restates,
            })
        });
    let added = (any::<u64>(), any::<u64>(), definition()).prop_map(|(item, plan, definition)| {
        let (item, plan) = (ItemId::from_u64(item), PlanId::from_u64(plan));
        Event::ItemAdded(ItemRecorded {
            item,
            plan,
            definition: Box::new(definition),
        })
    });
    prop_oneof![3 => observed, 1 => added, 1 => select(samples::events())]
}

fn data() -> impl Strategy<Value = Data> {
    let staged = of((any::<u32>(), vec(event(), 0..3)));
    (
        "[0-9a-f]{32}",
        vec(text(), 0..2),
        vec(event(), 0..4),
        staged,
    )
        .prop_map(|(request, notes, events, staged)| Data {
            request,
            notes,
            events,
            staged: staged.map(|(part, events)| Staged { part, events }),
            applied: None,
        })
}

fn target_row() -> impl Strategy<Value = TargetRow> {
    let numbers = (of(number()), of(number()), of(number()));
    (
        text(),
        text(),
        quarter(),
        select(Basis::ALL),
        numbers,
        of(select(NoTarget::ALL)),
    )
        .prop_map(
            |(plan, reference, quarter, basis, numbers, no_target_reason)| TargetRow {
                plan,
                reference,
                period: quarter.to_string().parse().unwrap(),
                basis,
                target: numbers.0,
                low: numbers.1,
                high: numbers.2,
                status: TargetStatus::Provisional,
                no_target_reason,
            },
        )
}

fn command() -> impl Strategy<Value = Command> {
    let observe = (text(), text(), of(text()), observation()).prop_map(
        |(plan, reference, entered_for, observation)| {
            Command::Observe(Observe {
                plan,
                reference,
                entered_for,
                observation,
            })
        },
    );
    let rows = vec((text(), any::<u32>(), target_row()), 0..4);
    let import = (of(text()), rows).prop_map(|(plan, rows)| {
        let rows = rows
            .into_iter()
            .map(|(sheet, line, value)| Row { sheet, line, value });
        Command::Import(Import {
            plan,
            sheets: Sheets {
                targets: rows.collect(),
                ..Sheets::default()
            },
        })
    });
    let samples: Vec<_> = samples::envelopes()
        .into_iter()
        .map(|envelope| envelope.command)
        .collect();
    prop_oneof![observe, import, select(samples)]
}

fn envelope() -> impl Strategy<Value = Envelope> {
    let head = (
        "[A-Za-z0-9_-]{1,64}",
        "[a-z0-9.]{1,40}",
        of(any::<u64>()),
        of(any::<u64>()),
        of(any::<u64>()),
    );
    (head, command()).prop_map(
        |((id, actor, known_at, cause, session), command)| Envelope {
            id: id.parse().unwrap(),
            actor: actor.parse().unwrap(),
            known_at,
            cause,
            session: session.map(SessionId::from_u64),
            command,
        },
    )
}

/// What the digest of a request is of.
fn request(envelope: &Envelope) -> String {
    let request = (&envelope.actor, envelope.known_at, &envelope.command);
    serde_json::to_string(&request).unwrap()
}

proptest! {
    #[test]
    fn an_envelope_reads_back_as_written(envelope in envelope()) {
        let text = serde_json::to_string(&envelope).unwrap();
        let read: Envelope = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &envelope);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
        prop_assert_eq!(read.request_digest(), envelope.request_digest());
    }

    #[test]
    fn data_reads_back_as_written(data in data()) {
        let bytes = serde_json::to_vec(&data).unwrap();
        let read = upcast::read(&bytes).unwrap();
        prop_assert_eq!(&read, &data);
        prop_assert_eq!(serde_json::to_vec(&read).unwrap(), bytes);
    }

    #[test]
    fn digests_are_equal_for_equal_requests_only(one in envelope(), other in envelope()) {
        let same = request(&one) == request(&other);
        prop_assert_eq!(one.request_digest() == other.request_digest(), same);
        let resent = Envelope { id: other.id.clone(), cause: other.cause, session: other.session, ..one.clone() };
        prop_assert_eq!(resent.request_digest(), one.request_digest());
        let place = one.known_at.map_or(1, |place| place.wrapping_add(1));
        let newer = Envelope { known_at: Some(place), ..one.clone() };
        prop_assert_ne!(newer.request_digest(), one.request_digest());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        let _ = record::parse_line(&bytes);
        let _ = record::parse_line_unchecked(&bytes);
        let _ = upcast::read(&bytes);
    }

    #[test]
    fn damaged_lines_are_read_or_refused(
        line in select(samples::record_lines().split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect::<Vec<_>>()),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut damaged = line.clone();
        for (at, byte) in changes {
            let at = at.index(damaged.len());
            damaged[at] = byte;
        }
        if damaged != line {
            prop_assert!(record::parse_line(&damaged).is_err());
        }
        let _ = record::parse_line_unchecked(&damaged);
        let _ = record::parse_line_unchecked(&line[..cut.index(line.len())]);
    }

    #[test]
    fn damaged_data_is_read_or_refused(
        data in data(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = serde_json::to_vec(&data).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = upcast::read(&bytes);
    }
}
