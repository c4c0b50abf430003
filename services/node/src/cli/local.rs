//! Moments as a council's clocks show them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::output::text;
use crate::client::Client;

/// The time zone of a council; UTC where it is not told.
pub(super) async fn zone(client: &Client, council: &str) -> TimeZone {
    let council = client.get::<Value>(&format!("/api/v1/{council}")).await;
    let zone = council.ok().and_then(|council| {
        let zone = council["zone"].as_str()?;
        TimeZone::get(zone).ok()
    });
    zone.unwrap_or(TimeZone::UTC)
}

/// A moment in the council's zone, to the minute.
pub(super) fn minute(recorded: &Value, zone: &TimeZone) -> String {
    let moment = recorded.as_str().and_then(|text| text.parse().ok());
    moment.map_or_else(
        || text(recorded),
        |moment: Timestamp| {
            let local = moment.to_zoned(zone.clone());
            local.strftime("%Y-%m-%d %H:%M").to_string()
        },
    )
}
