// Pages work without this; with it, an error summary gets the focus and menus fold
// on small screens.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
