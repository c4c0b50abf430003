//! Setting up and configuring the council.

use jiff::tz::TimeZone;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ConfigureCouncil, EstablishCouncil};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::event::{CouncilConfigured, CouncilEstablished, Event};
use quarterday_proto::timetable::TimetableSettings;

use super::{Case, Decided, required};
use crate::rejection::{Code, reject};
use crate::{calendar, reminders, timetable};

/// The zone of every council of the United Kingdom.
const ZONE: &str = "Europe/London";

pub(super) fn establish(case: &Case<'_>, command: &EstablishCouncil) -> Result<Decided, Rejection> {
    if let Some(council) = &case.state.council {
        return Err(reject(
            Code::CouncilExists,
            format!("the council is set up already, as {}", council.name),
        ));
    }
    required(&command.name, "the council's name")?;
    sound(case, command.nation, &command.settings)?;
    let zone = command.zone.as_deref().unwrap_or(ZONE);
    if TimeZone::get(zone).is_err() {
        return Err(reject(
            Code::UnknownZone,
            format!("there is no time zone `{zone}`: give an IANA name such as {ZONE}"),
        ));
    }
    let event = Event::CouncilEstablished(CouncilEstablished {
        name: command.name.clone(),
        nation: command.nation,
        zone: zone.to_owned(),
        settings: command.settings.clone(),
    });
    Ok(Decided {
        events: vec![event],
        notes: shorter_than_usual(command.nation, &command.settings),
    })
}

pub(super) fn configure(case: &Case<'_>, command: &ConfigureCouncil) -> Result<Decided, Rejection> {
    let council = case.state.council()?;
    case.fresh(council.changed_at, "the council's configuration")?;
    if council.settings == command.settings {
        return Ok(Decided::default());
    }
    sound(case, council.nation, &command.settings)?;
    if let Some(name) = &command.settings.default_scheme
        && case.state.scheme_versions(name).is_empty()
        && crate::scheme::builtin(name).is_empty()
    {
        return Err(reject(
            Code::UnknownScheme,
            format!("there is no scheme `{name}`: adopt it first"),
        ));
    }
    let event = Event::CouncilConfigured(CouncilConfigured {
        settings: command.settings.clone(),
    });
    Ok(Decided {
        events: vec![event],
        notes: shorter_than_usual(council.nation, &command.settings),
    })
}

/// Says where settings leave the public less time than the law usually does.
fn shorter_than_usual(nation: Nation, settings: &Settings) -> Vec<String> {
    let all = timetable::all_timetables(settings);
    let notes = all.iter().flat_map(|(committee, own)| {
        let of = committee.map_or(String::new(), |name| format!(" for {name}"));
        shorter_steps(nation, own, &of)
    });
    notes.collect()
}

fn shorter_steps(nation: Nation, settings: &TimetableSettings, of: &str) -> Vec<String> {
    let usual = timetable::policy(nation, None);
    let own = timetable::policy(nation, Some(settings));
    let steps = [
        (
            "publication_clear_working_days",
            own.publication_clear_working_days,
            usual.publication_clear_working_days,
            "agenda and reports are open to the public",
        ),
        (
            "key_decision_clear_days",
            own.key_decision_clear_days,
            usual.key_decision_clear_days,
            "notice of a key or private decision is given",
        ),
    ];
    let shorter = steps.into_iter().filter(|(_, own, usual, _)| own < usual);
    shorter
        .map(|(name, own, usual, what)| {
            format!(
                "`{name}`{of} is {own}, and by law {what} {usual} clear days before the meeting"
            )
        })
        .collect()
}

/// Refuses settings that cannot be meant.
fn sound(case: &Case<'_>, nation: Nation, settings: &Settings) -> Result<(), Rejection> {
    if let Some(calendar) = &settings.calendar {
        calendar::check(nation, calendar)?;
    }
    timetable::check_names(settings)?;
    for (committee, settings) in timetable::all_timetables(settings) {
        timetable::check(nation, &settings).map_err(|mut rejection| {
            if let Some(committee) = committee {
                rejection.detail = format!("timetable of {committee}: {}", rejection.detail);
            }
            rejection
        })?;
    }
    if let Some(settings) = &settings.reminders {
        reminders::check_settings(case.state, settings, case.today)?;
    }
    Ok(())
}
