//! Mails that are kept where no server is configured: files in a folder, in the
//! form that every mail program opens.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use mail_parser::MessageParser;
use quarterday_proto::id::CouncilId;
use serde::Serialize;

use super::{Letter, MessageId};

/// The ending of the files.
const ENDING: &str = "eml";

/// A folder of kept mails, with one folder for each council.
#[derive(Debug, Clone)]
pub struct Outbox {
    folder: PathBuf,
}

/// A kept mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// What it is known by.
    pub message_id: MessageId,
    /// When it was written.
    pub date: Timestamp,
    /// Who would have got it.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// Its HTML.
    pub html: String,
}

impl Outbox {
    /// The outbox in a folder, which is made when the first mail is kept.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps a mail, synced. The same Message-ID is the same file, so a mail
    /// that is kept twice is there once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, council: &CouncilId, letter: &Letter) -> io::Result<PathBuf> {
        let folder = self.folder.join(council.as_str());
        std::fs::create_dir_all(&folder)?;
        let name = name(&letter.message_id);
        let (path, part) = (
            folder.join(format!("{name}.{ENDING}")),
            folder.join(format!("{name}.part")),
        );
        let mut file = std::fs::File::create(&part)?;
        file.write_all(&letter.bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, &path)?;
        std::fs::File::open(&folder)?.sync_all()?;
        Ok(path)
    }

    /// A kept mail of a council by its Message-ID; none where it is not kept.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn find(&self, council: &CouncilId, id: &MessageId) -> io::Result<Option<Kept>> {
        let folder = self.folder.join(council.as_str());
        match std::fs::read(folder.join(format!("{}.{ENDING}", name(id)))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => Ok(Kept::read(&read?).filter(|kept| kept.message_id == *id)),
        }
    }

    /// The kept mails of a council, newest first, at most so many.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn list(&self, council: &CouncilId, at_most: usize) -> io::Result<Vec<Kept>> {
        let folder = self.folder.join(council.as_str());
        let entries = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|ending| ending == ENDING)
            {
                files.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        files.sort_unstable_by(|one, other| other.cmp(one));
        files.truncate(at_most);
        let read = |(_, path): (_, PathBuf)| std::fs::read(path).map(|bytes| Kept::read(&bytes));
        let kept = files
            .into_iter()
            .map(read)
            .collect::<io::Result<Vec<_>>>()?;
        Ok(kept.into_iter().flatten().collect())
    }
}

/// A file's name for a Message-ID, in letters that every disk takes.
fn name(id: &MessageId) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let local = id.as_str().split('@').next().unwrap_or_default();
    if !local.is_empty() && local.len() <= 64 && local.chars().all(plain) {
        return local.to_owned();
    }
    super::Tag::of(id).to_string()
}

impl Kept {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mail = MessageParser::default().parse(bytes)?;
        let to = mail.to()?.first()?;
        let address = to.address()?;
        Some(Self {
            message_id: MessageId::read(mail.message_id()?)?,
            date: Timestamp::from_second(mail.date()?.to_timestamp()).ok()?,
            to: match to.name() {
                Some(name) => format!("{name} <{address}>"),
                None => address.to_owned(),
            },
            subject: mail.subject().unwrap_or_default().to_owned(),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: mail.body_html(0).unwrap_or_default().into_owned(),
        })
    }
}
