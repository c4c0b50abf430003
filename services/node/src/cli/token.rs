//! `quarterday token`.

use axum::http::Method;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::of::Of;
use super::{out, output};
use crate::client::encode;

/// Issue and revoke API tokens
#[derive(Debug, Args)]
pub(super) struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Issue a token; it is shown once
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// read, write or admin
        #[arg(long, default_value = "read")]
        scope: String,
        /// When it ends, for example 2027-03-31T23:00:00Z
        #[arg(long)]
        expires: Option<String>,
        /// Address of the person that it stands for
        #[arg(long, value_name = "EMAIL")]
        person: Option<String>,
        #[command(flatten)]
        of: Of,
    },
    /// All tokens, without the tokens themselves
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Revoke a token
    Revoke {
        /// Its name
        #[arg(long)]
        name: String,
        #[command(flatten)]
        of: Of,
    },
}

impl Token {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Create {
                name,
                scope,
                expires,
                person,
                of,
            } => {
                let client = of.place.connect_to(&of.council).await?;
                let mut body = json!({ "name": name, "scope": scope });
                if let Some(expires) = expires {
                    body["expires"] = Value::String(expires);
                }
                if let Some(person) = person {
                    body["person"] = Value::String(person);
                }
                let answer = client.post::<Value>(&of.path("tokens"), &[], &body).await;
                client.close().await?;
                let answer = answer?;
                let columns = ["name", "scope", "expires", "token"];
                if output::document(of.format, &answer, &columns)? {
                    return Ok(());
                }
                out(answer["token"].as_str().unwrap_or_default());
                out("Keep it: it is not stored and cannot be shown again.");
                Ok(())
            }
            Action::List { of } => {
                let answer = of.get_all("tokens", "tokens").await?;
                let tokens = output::entries(&answer, "tokens");
                let columns = [
                    ("name", "Name"),
                    ("scope", "Scope"),
                    ("person", "Person"),
                    ("expires", "Expires"),
                    ("last_used", "Last used"),
                    ("revoked", "Revoked"),
                ];
                output::list(of.format, &answer, &tokens, &columns, |token| {
                    let cell = |(name, _): output::Column| output::text(&token[name]);
                    columns.map(cell).to_vec()
                })
            }
            Action::Revoke { name, of } => {
                let client = of.place.connect_to(&of.council).await?;
                let path = of.path(&format!("tokens/{}", encode(&name)));
                let answer = client.call(Method::DELETE, &path, &[], Vec::new()).await;
                client.close().await?;
                answer?;
                out(format!("Token `{name}` is revoked."));
                Ok(())
            }
        }
    }
}
