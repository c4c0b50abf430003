//! Mails with links to sign in by, kept to be looked at.

use std::sync::{Arc, Mutex};

use quarterday_gateway::{MailRoom, Sending, SignInLetter, SignInPost, SignInSent, Written};
use quarterday_proto::id::CouncilId;
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

/// What is kept is in a folder in the real service, which tests of the node look
/// at; here one mail is kept, with a link in it.
impl MailRoom for Mails {
    fn kept(&self, council: &CouncilId, message_id: &str) -> Option<Written> {
        (message_id == "kept@q.example").then(|| Written {
            subject: "3 answers wanted".to_owned(),
            text: format!("Please answer: https://q.example/c/{council}/link/qdl_secret."),
            html: "<p><a href=\"https://q.example/c/x/link/qdl_secret\">Answer</a></p>".to_owned(),
        })
    }

    fn templates(&self) -> Vec<&'static str> {
        vec!["digest"]
    }

    fn preview(&self, council: &CouncilId, name: &str) -> Option<Result<Written, String>> {
        match name {
            "digest" => self.kept(council, "kept@q.example").map(Ok),
            "faulty" => Some(Err(
                "line 3 of digest.txt asks for what is not there".to_owned()
            )),
            _ => None,
        }
    }
}
