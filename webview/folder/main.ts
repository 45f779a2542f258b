import * as v from 'valibot';
import type { FolderHostMethods, FolderPageMethods, FolderState } from '../../src/protocol/folderPage.ts';
import { connectHost } from '../common/host.ts';
import { FolderPage } from './folderPage.ts';

customElements.define('folder-page', FolderPage);
const page = new FolderPage();
const stateSchema = v.custom<FolderState>((value) => typeof value === 'object' && value !== null && 'title' in value);
const { rpc } = connectHost<FolderPageMethods, FolderHostMethods>({ stateChanged: (state) => page.show(state) }, { schemas: { stateChanged: stateSchema } });
page.rpc = rpc;
document.body.append(page);
