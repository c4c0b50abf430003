//! `quarterday binding`.

use axum::http::Method;
use clap::{Args, Subcommand};

use super::of::Of;
use super::{out, output};
use crate::client::encode;

/// See and end which accounts at OpenID providers sign people in
#[derive(Debug, Args)]
pub(super) struct Binding {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All accounts that sign people in
    List {
        #[command(flatten)]
        of: Of,
    },
    /// End that an account signs a person in, and the sessions that it opened
    End {
        /// Its id, as listed
        #[arg(long)]
        id: String,
        #[command(flatten)]
        of: Of,
    },
}

impl Binding {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::List { of } => {
                let answer = of.get_all("bindings", "bindings").await?;
                let bindings = output::entries(&answer, "bindings");
                let columns = [
                    ("id", "Id"),
                    ("person", "Person"),
                    ("provider", "Provider"),
                    ("subject", "Account"),
                    ("since", "Since"),
                ];
                output::list(of.format, &answer, &bindings, &columns, |binding| {
                    let cell = |(name, _): output::Column| match name {
                        "subject" => output::text(&binding["account"]["subject"]),
                        name => output::text(&binding[name]),
                    };
                    columns.map(cell).to_vec()
                })
            }
            Action::End { id, of } => {
                let client = of.place.connect_to(&of.council).await?;
                let path = of.path(&format!("bindings/{}", encode(&id)));
                let answer = client.call(Method::DELETE, &path, &[], Vec::new()).await;
                client.close().await?;
                answer?;
                out(format!("The account `{id}` signs nobody in any more."));
                Ok(())
            }
        }
    }
}
