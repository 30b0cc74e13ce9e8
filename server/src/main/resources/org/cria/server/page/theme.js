// Runs before the first paint, so that a page that is to be dark never flashes white.
(() => {
    try {
        const theme = localStorage.getItem("cria.theme");
        if (theme === "dark" || theme === "light") {
            document.documentElement.dataset.theme = theme;
        }
    } catch {
        // Storage is forbidden: the system's theme holds.
    }
})();
