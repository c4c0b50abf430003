//! Layouts of reports.

use quarterday_domain::layout::{builtin_layout_names, builtin_layouts};
use quarterday_domain::{Code, reject};
use quarterday_proto::api::{AdoptedLayout, LayoutList};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/layouts", "layouts", list)
            .about("The layouts of reports adopted, and those that come with the product")
            .gives_json::<LayoutList>(),
        Endpoint::read("/api/v1/{council}/layouts/{name}", "layout", one)
            .about("All versions of a layout as data")
            .gives_json::<LayoutList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let names = builtin_layout_names();
    answer::json(&LayoutList {
        layouts: adopted(call, None)?,
        built_in: names
            .iter()
            .flat_map(|name| builtin_layouts(name))
            .collect(),
    })
}

fn one(call: &Call) -> Answered {
    let name = call.segment("name");
    let found = LayoutList {
        layouts: adopted(call, Some(name))?,
        built_in: builtin_layouts(name),
    };
    if found.layouts.is_empty() && found.built_in.is_empty() {
        let detail = format!("no layout `{name}` is adopted or built in");
        return Err(reject(Code::UnknownLayout, detail).into());
    }
    answer::json(&found)
}

fn adopted(call: &Call, name: Option<&str>) -> Result<Vec<AdoptedLayout>, Problem> {
    let state = call.tenant()?.view.state();
    let known = state.layouts();
    let known = known.filter(|known| name.is_none_or(|name| known.layout.layout == name));
    let layouts = known.map(|known| AdoptedLayout {
        place: known.place,
        layout: (*known.layout).clone(),
    });
    let layouts = layouts.collect();
    Ok(layouts)
}
