/** Where the choice is kept; absent means: as the system. */
export const THEME_KEY = "heddle.theme";

/**
 * Runs in the head before anything is painted. A constant text, so that a content security policy can allow it by its
 * hash. Without storage (blocked cookies) the system decides.
 */
export const themeScript = `(function(){var t=null;try{t=localStorage.getItem("${THEME_KEY}")}catch(e){}var d=t==="dark"||t!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches;document.documentElement.dataset.theme=d?"dark":"light"})()`;
