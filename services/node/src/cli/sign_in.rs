//! `quarterday sign-in`.

use clap::Args;
use quarterday_proto::api::{RequestSignInLink, SignInLink};

use super::of::Of;
use super::{out, output};

/// Print a link that signs a person in, once, within 15 minutes
///
/// For the operator of the service: where mail does not arrive, and to see the
/// pages as somebody else does. The log records that the link was made here.
#[derive(Debug, Args)]
pub(super) struct SignIn {
    /// Address of the person
    #[arg(long, value_name = "EMAIL")]
    person: String,
    #[command(flatten)]
    of: Of,
}

impl SignIn {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let of = self.of;
        let client = of.place.connect_to(&of.council).await?;
        let body = RequestSignInLink {
            person: self.person,
        };
        let answer = client
            .post::<SignInLink>(&of.path("sign-in-links"), &[], &serde_json::to_value(body)?)
            .await;
        client.close().await?;
        let answer = answer?;
        let document = serde_json::to_value(&answer)?;
        if output::document(of.format, &document, &["person", "link", "expires"])? {
            return Ok(());
        }
        out(&answer.link);
        if answer.link.starts_with('/') {
            out("No node runs on this data: put its address before the link once one does.");
        }
        Ok(())
    }
}
