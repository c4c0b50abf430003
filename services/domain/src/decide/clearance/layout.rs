//! Adopting a version of a layout of reports.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::AdoptLayout;
use quarterday_proto::event::{Event, LayoutAdopted};
use quarterday_proto::id::LayoutId;

use super::super::{Case, Decided};
use crate::layout::check;
use crate::rejection::{Code, reject};

pub(crate) fn adopt_layout(case: &Case<'_>, command: &AdoptLayout) -> Result<Decided, Rejection> {
    let layout = &command.layout;
    check(layout).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let name = &layout.layout;
        reject(
            Code::LayoutInvalid,
            format!("layout `{name}`: {}", told.join("; ")),
        )
    })?;
    let of_name = || {
        let known = case.state.layouts();
        known.filter(|known| known.layout.layout == layout.layout)
    };
    let id = of_name().next().map(|known| known.id);
    let same_day = of_name().filter(|known| known.layout.from == layout.from);
    if same_day
        .last()
        .is_some_and(|known| *known.layout == *layout)
    {
        return Ok(Decided::default());
    }
    let adopted = Event::LayoutAdopted(LayoutAdopted {
        id: id.unwrap_or_else(|| LayoutId::derive(case.id, 0)),
        layout: layout.clone(),
    });
    Ok(adopted.into())
}
