//! Signals of optimism that the state of a council shows by itself. What was
//! shown at times past is compared in the projections.

use jiff::civil::Date;
use quarterday_proto::api::{Signal, SignalKind};
use quarterday_proto::quarter::Quarter;
use rust_decimal::Decimal;

use crate::calendar::in_words;
use crate::lint::{Shown, commentary_is_same};
use crate::state::{Item, Observed};

/// Put off once, a date is corrected; more often, it is not believed.
const PUT_OFF_MIN: usize = 2;

/// The signals of an item in a quarter in which it is shown so.
pub fn of_item(item: &Item, quarter: Quarter, shown: Shown) -> Vec<Signal> {
    if shown == Shown::Complete {
        return Vec::new();
    }
    let now = answer(item, quarter);
    let before = quarter.previous().and_then(|before| answer(item, before));
    let both = now.zip(before);
    [
        put_off(item, quarter, shown),
        both.and_then(|(now, before)| percent_unchanged(now, before)),
        both.and_then(|(now, before)| commentary_copied(now, before)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn answer(item: &Item, quarter: Quarter) -> Option<&Observed> {
    item.observed_in(quarter.first_day(), quarter.last_day(), None)
}

/// Target dates put off by the quarter's end, of an item shown as on track.
fn put_off(item: &Item, quarter: Quarter, shown: Shown) -> Option<Signal> {
    if shown != Shown::OnTrack {
        return None;
    }
    let last = quarter.last_day();
    let counting = item
        .versions
        .iter()
        .filter(|version| version.effective.is_none_or(|effective| effective <= last));
    let mut due: Option<Date> = None;
    let mut moves: Vec<(Date, u64)> = Vec::new();
    for version in counting {
        let next = version.definition.due;
        if let (Some(before), Some(after)) = (due, next)
            && after > before
        {
            moves.push((after, version.place));
        }
        due = next.or(due);
    }
    if moves.len() < PUT_OFF_MIN {
        return None;
    }
    let days: Vec<String> = moves.iter().map(|(day, _)| in_words(*day)).collect();
    Some(Signal {
        kind: SignalKind::PutOff,
        detail: format!(
            "shown as on track, and its target date was put off {} times: to {}",
            moves.len(),
            days.join(", then to ")
        ),
        trace: moves.into_iter().map(|(_, place)| place).collect(),
    })
}

fn percent_unchanged(now: &Observed, before: &Observed) -> Option<Signal> {
    let percent = now.observation.percent_complete?;
    let same = before.observation.percent_complete == Some(percent);
    (same && percent < Decimal::ONE_HUNDRED).then(|| Signal {
        kind: SignalKind::PercentUnchanged,
        detail: format!(
            "{}% complete, as in the quarter before",
            percent.normalize()
        ),
        trace: vec![before.place, now.place],
    })
}

fn commentary_copied(now: &Observed, before: &Observed) -> Option<Signal> {
    let said = now.observation.commentary.as_deref()?;
    let same = commentary_is_same(said, before.observation.commentary.as_deref()?);
    same.then(|| Signal {
        kind: SignalKind::CommentaryCopied,
        detail: "its commentary is that of the quarter before, word for word".to_owned(),
        trace: vec![before.place, now.place],
    })
}
