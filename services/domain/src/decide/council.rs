//! Setting up and configuring the council.

use jiff::tz::TimeZone;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ConfigureCouncil, EstablishCouncil};
use quarterday_proto::council::{Nation, Settings};
use quarterday_proto::event::{CouncilConfigured, CouncilEstablished, Event};

use super::{Case, Decided, required};
use crate::calendar;
use crate::rejection::{Code, reject};
use crate::timetable;

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
    sound(command.nation, &command.settings)?;
    let zone = command.zone.as_deref().unwrap_or(ZONE);
    if TimeZone::get(zone).is_err() {
        return Err(reject(
            Code::UnknownZone,
            format!("there is no time zone `{zone}`: give an IANA name such as {ZONE}"),
        ));
    }
    Ok(Event::CouncilEstablished(CouncilEstablished {
        name: command.name.clone(),
        nation: command.nation,
        zone: zone.to_owned(),
        settings: command.settings.clone(),
    })
    .into())
}

pub(super) fn configure(case: &Case<'_>, command: &ConfigureCouncil) -> Result<Decided, Rejection> {
    let council = case.state.council()?;
    case.fresh(council.changed_at, "the council's configuration")?;
    if council.settings == command.settings {
        return Ok(Decided::default());
    }
    sound(council.nation, &command.settings)?;
    if let Some(name) = &command.settings.default_scheme
        && case.state.scheme_versions(name).is_empty()
        && crate::scheme::builtin(name).is_empty()
    {
        return Err(reject(
            Code::UnknownScheme,
            format!("there is no scheme `{name}`: adopt it first"),
        ));
    }
    Ok(Event::CouncilConfigured(CouncilConfigured {
        settings: command.settings.clone(),
    })
    .into())
}

/// Refuses settings of days that cannot be meant.
fn sound(nation: Nation, settings: &Settings) -> Result<(), Rejection> {
    if let Some(calendar) = &settings.calendar {
        calendar::check(nation, calendar)?;
    }
    if let Some(timetable) = &settings.timetable {
        timetable::check(nation, timetable)?;
    }
    Ok(())
}
