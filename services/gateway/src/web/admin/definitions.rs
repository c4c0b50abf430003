//! What a council adopts as a file: schemes, routes, layouts and schedules. A file
//! is uploaded and checked, which stores nothing; what it says is shown, and then
//! adopted. The four differ in what they say alone.

mod adopt;
mod check;
mod list;
mod one;

pub(super) use adopt::adopt;
pub(super) use check::check;
pub(super) use list::list;
pub(super) use one::one;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_domain::rights::Right;
use quarterday_proto::command::Command;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::problem::Problem;
use crate::web::form::Form;
use crate::web::parts::FieldError;
use crate::web::sent;

/// What one kind of definition is called, and where its pages are.
pub(super) struct Words {
    /// `scheme`: also the parameter of the path that names one.
    pub(super) one: &'static str,
    /// `Schemes`.
    pub(super) many: &'static str,
    /// What they are for, in a sentence or two.
    pub(super) about: &'static str,
    /// What the check of a file found, where it found no fault.
    pub(super) checked: &'static str,
    /// The column of the list beside name and title.
    pub(super) column: &'static str,
    /// Where they are, below the address of administration.
    pub(super) path: &'static str,
}

/// One kind of definition.
pub(super) trait Defined:
    Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    const WORDS: Words;

    fn name(&self) -> &str;
    fn title(&self) -> &str;

    /// What the list says of it in its own column.
    fn remark(&self, call: &Call, state: &State) -> Markup;

    /// What it says, in full.
    fn shown(&self, call: &Call, state: &State) -> Markup;

    /// Heading of a version.
    fn version(&self) -> String;

    /// Those of a file, or every fault of it.
    fn read(text: &str) -> Result<Vec<Self>, Vec<String>>;

    /// Every version adopted, the last adopted one last.
    fn adopted(state: &State) -> Vec<Self>;

    /// Every version that comes with the product.
    fn built_in() -> Vec<Self>;

    /// What adopts it.
    fn command(self) -> Command;
}

/// The field that faults of a file stand at.
const FILE: &str = "file";
/// The field with the versions that a form adopts.
const DEFINITION: &str = "definition";

/// Whether whoever asks may adopt.
fn may_adopt(call: &Call) -> bool {
    call.who.may.has(Right::Administer)
}

/// What the rules would say against adopting these as things stand.
fn faults<D: Defined>(call: &Call, found: &[D]) -> Result<Vec<FieldError>, Problem> {
    let mut faults = Vec::new();
    for one in found {
        if let Err(problem) = sent::tried(call, one.clone().command()) {
            faults.push(sent::said_against(problem, FILE)?);
        }
    }
    Ok(faults)
}

/// Whether adopting it would change anything: a schedule that comes with the
/// product counts as it is.
fn changes_something<D: Defined>(call: &Call, one: &D) -> Result<bool, Problem> {
    match sent::tried(call, one.clone().command()) {
        Ok(decided) => Ok(!decided.events.is_empty()),
        Err(problem) => sent::said_against(problem, FILE).map(|_| false),
    }
}

/// What such a form holds; none where it is not as it was made.
fn shown_before<D: Defined>(form: &Form) -> Option<Vec<D>> {
    let bytes = BASE64_STANDARD.decode(form.text(DEFINITION)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The form that adopts what was shown.
fn adopt_form<D: Defined>(call: &Call, found: &[D]) -> Result<Markup, Problem> {
    let text = BASE64_STANDARD.encode(serde_json::to_vec(found).map_err(Problem::internal)?);
    let here = super::frame::address(call, D::WORDS.path)?;
    let label = match found {
        [one] => format!("Adopt {}", one.version()),
        many => format!("Adopt these {}", many.len()),
    };
    Ok(html! {
        form method="post" action={ (here) "/adopt" } {
            (sent::once(call))
            input type="hidden" name=(DEFINITION) value=(text);
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { (label) }
        }
    })
}
