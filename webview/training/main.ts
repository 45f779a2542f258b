// The training panel's page.
import './app.ts';

document.body.append(document.createElement('lexi-training'));
