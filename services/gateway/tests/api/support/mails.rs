//! Mails with links to sign in by, kept to be looked at.

use std::sync::{Arc, Mutex};

use quarterday_gateway::{Sending, SignInLetter, SignInPost, SignInSent};
use quarterday_proto::session::SignInMail;

/// The mails of a service, oldest first.
#[derive(Clone, Default)]
pub(crate) struct Mails(Arc<Mutex<Vec<SignInLetter>>>);

impl Mails {
    pub(crate) fn all(&self) -> Vec<SignInLetter> {
        self.0.lock().unwrap().clone()
    }
}

impl SignInPost for Mails {
    fn send(&self, letter: SignInLetter) -> Sending {
        self.0.lock().unwrap().push(letter);
        Box::pin(async {
            SignInSent {
                template: "sign-in@1".to_owned(),
                content_hash: "0".repeat(64),
                mail: SignInMail::Kept,
            }
        })
    }
}
