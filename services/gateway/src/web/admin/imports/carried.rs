//! Files that go through the page that shows what they would do, so that they need
//! not be chosen again: what is stored is what was shown.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, html};
use quarterday_documents::import::SourceFile;

use crate::web::form::Form;

/// Bytes of all files that a page carries; larger ones are chosen again.
const CARRIED_BYTES_MAX: usize = 40 << 10;
/// The field with a file.
const CARRIED: &str = "carried";

/// Whether a page can carry these.
pub(super) fn fits(files: &[SourceFile]) -> bool {
    files.iter().map(|file| file.bytes.len()).sum::<usize>() <= CARRIED_BYTES_MAX
}

/// The hidden fields that carry them.
pub(super) fn fields(files: &[SourceFile]) -> Markup {
    html! {
        @for file in files {
            input type="hidden" name=(CARRIED)
                value={ (BASE64_STANDARD.encode(&file.bytes)) ":" (file.name) };
        }
    }
}

/// The files that a form carries; none where it is not as it was made.
pub(super) fn files(form: &Form) -> Option<Vec<SourceFile>> {
    let files = form.all(CARRIED).map(|text| {
        let (bytes, name) = text.split_once(':')?;
        Some(SourceFile {
            name: name.to_owned(),
            bytes: BASE64_STANDARD.decode(bytes).ok()?,
        })
    });
    let files: Vec<SourceFile> = files.collect::<Option<_>>()?;
    (!files.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back_as_they_went_out() {
        let file = SourceFile {
            name: "people: new.csv".to_owned(),
            bytes: vec![0, 255, 10, 13, 34],
        };
        let page = fields(std::slice::from_ref(&file)).into_string();
        let (_, rest) = page.split_once("value=\"").unwrap();
        let (value, _) = rest.split_once('"').unwrap();
        let form = Form::with([(CARRIED.to_owned(), value.to_owned())]);
        let back = files(&form).unwrap();
        assert_eq!((back.len(), &back[0].name), (1, &file.name));
        assert_eq!(back[0].bytes, file.bytes);
        let damaged = Form::with([(CARRIED.to_owned(), "!:x".to_owned())]);
        assert!(files(&damaged).is_none());
        assert!(files(&Form::default()).is_none());
    }
}
