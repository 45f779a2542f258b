// The vector explorer's page.
import './app.ts';

document.body.append(document.createElement('lexi-explorer'));
