import * as vscode from 'vscode';

/** Where classifiers that were trained here are kept for use. */
export function modelsFolder({ globalStorageUri }: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(globalStorageUri, 'models');
}

/** Where word vectors that were trained here are kept for use. */
export function spacesFolder({ globalStorageUri }: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(globalStorageUri, 'spaces');
}
