// The lessons' page.
import './app.ts';

document.body.append(document.createElement('lexi-lessons'));
