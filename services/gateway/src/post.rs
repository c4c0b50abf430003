//! Mails that the gateway has sent: those that somebody waits for.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use quarterday_proto::id::{CouncilId, SignInId};
use quarterday_proto::session::SignInMail;

/// A mail with a link to sign in by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLetter {
    /// The council.
    pub council: CouncilId,
    /// Its name.
    pub council_name: String,
    /// The request that it answers.
    pub request: SignInId,
    /// Address of its addressee.
    pub email: String,
    /// The addressee's post.
    pub post: String,
    /// The link.
    pub link: String,
    /// The time.
    pub now: Timestamp,
}

/// What became of such a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInSent {
    /// Name and version of its template.
    pub template: String,
    /// SHA-256 in hex of its content, the link left out.
    pub content_hash: String,
    /// Whether it was handed over.
    pub mail: SignInMail,
}

/// What comes of sending.
pub type Sending = Pin<Box<dyn Future<Output = SignInSent> + Send>>;

/// What sends mails with links to sign in by.
pub trait SignInPost: Send + Sync + 'static {
    /// Writes the mail and hands it over.
    fn send(&self, letter: SignInLetter) -> Sending;
}
