//! `quarterday timetable`.

use clap::Args;
use jiff::civil::Date;
use quarterday_proto::timetable::Timetable as Days;
use quarterday_proto::when;

use super::{Format, Place, output, table};
use crate::client::encode;

/// The days that follow from a meeting
///
/// Counted in working days of the council's nation and by its own settings
/// (`calendar`, `timetable`); each day comes with how it was worked out.
#[derive(Debug, Args)]
pub(super) struct Timetable {
    /// Council
    #[arg(long)]
    council: String,
    /// Day of the meeting
    #[arg(long, value_name = "DATE", value_parser = when::day)]
    meeting: Date,
    /// Committee that meets: its own timetable counts, where it has one
    /// (`council timetable`)
    #[arg(long)]
    committee: Option<String>,
    /// A key or private decision is to be taken, which is announced first
    #[arg(long)]
    key_decision: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

impl Timetable {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.place.connect_to(&self.council).await?;
        let mut path = format!(
            "/api/v1/{}/timetable?meeting={}&key_decision={}",
            self.council, self.meeting, self.key_decision
        );
        if let Some(committee) = &self.committee {
            path.push_str(&format!("&committee={}", encode(committee)));
        }
        let answer = client.get::<Days>(&path).await;
        client.close().await?;
        print(&answer?, self.format)
    }
}

fn print(days: &Days, format: Format) -> anyhow::Result<()> {
    let rows = |people: bool| -> Vec<Vec<String>> {
        let dated = days.days().into_iter().map(|(name, label, day)| {
            let what = if people { label } else { name };
            vec![
                what.to_owned(),
                day.day.to_string(),
                day.weekday.clone(),
                day.how.clone(),
            ]
        });
        let undated = days.undated.iter().map(|undated| {
            let what = if people {
                &undated.label
            } else {
                &undated.step
            };
            let none = String::new;
            vec![what.clone(), none(), none(), undated.reason.clone()]
        });
        dated.chain(undated).collect()
    };
    match format {
        Format::Json => output::json(days),
        Format::Ndjson => output::ndjson(std::slice::from_ref(days)),
        Format::Csv => output::csv(&["step", "day", "weekday", "how"], &rows(false)),
        Format::Table => {
            table(&["Step", "Day", "", "How it was worked out"], &rows(true));
            Ok(())
        }
    }
}
