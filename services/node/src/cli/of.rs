//! What most commands are given: a council, where it is, and how to print.

use clap::Args;
use jiff::civil::Date;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Command;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::send::command;
use super::{Format, Place, accepted, clock};
use crate::client::encode;

/// A council, where it is, and how the answer is printed.
#[derive(Debug, Args)]
pub(super) struct Of {
    /// Council
    #[arg(long)]
    pub(super) council: String,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) place: Place,
}

/// A plan of a council.
#[derive(Debug, Args)]
pub(super) struct OfPlan {
    /// Reference of the plan
    #[arg(long)]
    pub(super) plan: String,
    #[command(flatten)]
    pub(super) of: Of,
}

impl Of {
    /// A path of the council's own.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/api/v1/{}/{rest}", self.council)
    }

    /// Connects, and reads a document at a path of the council's own.
    pub(super) async fn get<T: DeserializeOwned>(&self, rest: &str) -> anyhow::Result<T> {
        let client = self.place.connect_to(&self.council).await?;
        let answer = client.get(&self.path(rest)).await;
        client.close().await?;
        answer
    }

    /// The day that it is in the council's zone.
    pub(super) async fn today(&self) -> anyhow::Result<Date> {
        let client = self.place.connect_to(&self.council).await?;
        let path = format!("/api/v1/{}", self.council);
        let answer: anyhow::Result<Value> = client.get(&path).await;
        client.close().await?;
        let council = answer?;
        let zone = council["zone"].as_str().unwrap_or("UTC");
        Ok(clock()().in_tz(zone)?.date())
    }

    /// Connects, and reads a list that comes in pages, as one document.
    pub(super) async fn get_all(&self, rest: &str, name: &str) -> anyhow::Result<Value> {
        let client = self.place.connect_to(&self.council).await?;
        let answer = client.get_all(&self.path(rest), name).await;
        client.close().await?;
        answer
    }

    /// Connects, and sends a command.
    pub(super) async fn send(&self, wanted: &Command) -> anyhow::Result<Accepted> {
        let client = self.place.connect_to(&self.council).await?;
        let answer = command(&client, &self.council, wanted).await;
        client.close().await?;
        answer
    }

    /// Connects, sends a command, prints what became of it.
    pub(super) async fn send_and_print(&self, wanted: &Command) -> anyhow::Result<()> {
        accepted(&self.send(wanted).await?, self.format)
    }
}

impl OfPlan {
    /// A path of the plan's own, below the council's.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("plans/{}/{rest}", encode(&self.plan))
    }
}
