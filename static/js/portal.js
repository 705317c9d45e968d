// Everything works without this; it makes it smoother. One small module for each thing.
import "./menus.js";
import "./keys.js";
import "./forms.js";
import "./autosave.js";
import "./dialogs.js";
import "./toast.js";
