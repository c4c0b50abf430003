//! What pages show of mails: as they were kept, and what they will say.

use quarterday_proto::id::CouncilId;

/// A mail as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Knows the mails that this process keeps, and the words of those to come.
pub trait MailRoom: Send + Sync + 'static {
    /// A mail that is kept because no mail server is configured, by its
    /// `Message-ID` without the angle brackets. Blocks.
    fn kept(&self, council: &CouncilId, message_id: &str) -> Option<Written>;

    /// The names of all mails.
    fn templates(&self) -> Vec<&'static str>;

    /// A mail with sample data in the council's words, or why it cannot be
    /// written; none where there is no mail of the name. Blocks.
    fn preview(&self, council: &CouncilId, name: &str) -> Option<Result<Written, String>>;
}
