//! Mail: what is written, how it is handed to a mail server, and what comes
//! back.
//!
//! The way of one mail: [`template`] writes its [`Content`] in the words of the
//! council, [`Message`] says to whom and in which thread, [`Mailer::letter`]
//! makes the bytes, [`Mailer::deliver`] hands them over and gives an
//! [`Outcome`], [`retry`] says whether and when to try again, and [`bounce`]
//! reads what a server farther on could not deliver.
//!
//! **Invariant:** nothing here decides whether a mail is due or remembers that
//! it was sent. Whoever asks for a delivery holds the claim, records the
//! outcome, and gives every attempt the same [`MessageId`].

mod address;
pub mod bounce;
mod configuration;
mod connection;
mod line;
mod link;
mod maildir;
mod mailer;
mod message;
mod oauth;
mod outbox;
mod outcome;
mod pool;
pub mod retry;
mod return_path;
mod secret;
mod smtp;
pub mod template;

pub use address::{Address, AddressError, Mailbox};
pub use configuration::{
    Bounces, Configuration, Mechanism, OAuth, OfCouncil, Retry, Security, Smtp as SmtpServer,
};
pub use line::Line;
pub use link::{Link, LinkError};
pub use maildir::{Arrived, Maildir};
pub use mailer::{Error, Letterhead, Mailer};
pub use message::{Content, ContentHash, Letter, Message, MessageId, Thread};
pub use outbox::{Kept, Outbox};
pub use outcome::{Check, Enhanced, Outcome, Refusal, Stage};
pub use return_path::{Marked, ReturnPath, Tag};
pub use secret::SecretError;
