// A service worker that does nothing: start.js only asks whether the browser would take one from here.
