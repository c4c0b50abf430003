//! `quarterday council timetable`.

use clap::Args;
use quarterday_domain::timetable::is_same;
use quarterday_proto::answer::Accepted;
use quarterday_proto::api::CouncilDetails;
use quarterday_proto::command::{Command, ConfigureCouncil};
use quarterday_proto::council::Settings;
use quarterday_proto::timetable::TimetableSettings;

use super::super::accepted;
use super::super::of::Of;

/// Set how days are counted from the meetings of one committee, or of all
///
/// What is given is set and the rest stays as it is; the other settings of the
/// council are kept. What a committee has nothing of its own for is counted as for
/// all, and what is not set for all as is usual in the nation.
#[derive(Debug, Args)]
pub(super) struct Timetable {
    /// Committee that counts otherwise; absent: what holds for all
    #[arg(long)]
    committee: Option<String>,
    /// Forget what was set before
    #[arg(long)]
    reset: bool,
    /// Clear working days between publication and the meeting
    #[arg(long, value_name = "DAYS")]
    publication_clear_working_days: Option<u16>,
    /// Clear calendar days between the notice of a key or private decision and the meeting
    #[arg(long, value_name = "DAYS")]
    key_decision_clear_days: Option<u16>,
    /// Working days from the draft to publication
    #[arg(long, value_name = "DAYS")]
    draft_working_days: Option<u16>,
    /// Working days from the opening of sign-off to publication
    #[arg(long, value_name = "DAYS")]
    clearance_opens_working_days: Option<u16>,
    /// Working days from the end of sign-off to publication
    #[arg(long, value_name = "DAYS")]
    clearance_working_days: Option<u16>,
    /// Working days from the final report to publication
    #[arg(long, value_name = "DAYS")]
    final_working_days: Option<u16>,
    /// Working days from the meeting to the notice of the decision
    #[arg(long, value_name = "DAYS")]
    decision_notice_working_days: Option<u16>,
    /// Working days from the notice of the decision to the end of call-in
    #[arg(long, value_name = "DAYS")]
    call_in_working_days: Option<u16>,
    #[command(flatten)]
    of: Of,
}

impl Timetable {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let client = self.of.place.connect_to(&self.of.council).await?;
        let changed = async {
            let council: CouncilDetails =
                client.get(&format!("/api/v1/{}", self.of.council)).await?;
            let settings = self.change(council.settings);
            let command = Command::ConfigureCouncil(ConfigureCouncil { settings });
            // Settings are sent as a whole: what another changed meanwhile is
            // not to be lost.
            let read_at = format!("\"{}\"", council.place);
            let headers = [("if-match", read_at.as_str())];
            client
                .post::<Accepted>(&self.of.path("commands"), &headers, &command)
                .await
        };
        let answer = changed.await;
        client.close().await?;
        accepted(&answer?, self.of.format)
    }

    /// The council's settings with what was given.
    fn change(&self, mut settings: Settings) -> Settings {
        let committees = &mut settings.committee_timetables;
        let known = match &self.committee {
            None => settings.timetable.take(),
            Some(name) => {
                let spelt = committees
                    .keys()
                    .find(|known| is_same(known, name))
                    .cloned();
                spelt.and_then(|spelt| committees.remove(&spelt))
            }
        };
        let before = known.filter(|_| !self.reset);
        let after = self.given().over(before.as_ref());
        if after != TimetableSettings::default() {
            match &self.committee {
                None => settings.timetable = Some(after),
                Some(name) => {
                    committees.insert(name.trim().to_owned(), after);
                }
            }
        }
        settings
    }

    /// What was given.
    fn given(&self) -> TimetableSettings {
        TimetableSettings {
            publication_clear_working_days: self.publication_clear_working_days,
            key_decision_clear_days: self.key_decision_clear_days,
            draft_working_days: self.draft_working_days,
            clearance_opens_working_days: self.clearance_opens_working_days,
            clearance_working_days: self.clearance_working_days,
            final_working_days: self.final_working_days,
            decision_notice_working_days: self.decision_notice_working_days,
            call_in_working_days: self.call_in_working_days,
        }
    }
}
