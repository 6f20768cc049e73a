import type { DocumentNode } from 'graphql';

const MAX_DOCUMENTS = 500;
const MAX_BYTES = 2_000_000;

/** Documents that have been parsed and found valid, by their text; the ones not used for longest go first. */
export class DocumentCache {
  private readonly documents = new Map<string, DocumentNode>();
  private bytes = 0;

  constructor(
    private readonly maxDocuments = MAX_DOCUMENTS,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  get size(): number {
    return this.documents.size;
  }

  get(source: string): DocumentNode | undefined {
    const document = this.documents.get(source);
    if (!document) return undefined;
    this.documents.delete(source);
    this.documents.set(source, document);
    return document;
  }

  set(source: string, document: DocumentNode): void {
    if (source.length > this.maxBytes || this.documents.has(source)) return;
    this.documents.set(source, document);
    this.bytes += source.length;
    for (const oldest of this.documents.keys()) {
      if (this.documents.size <= this.maxDocuments && this.bytes <= this.maxBytes) return;
      this.documents.delete(oldest);
      this.bytes -= oldest.length;
    }
  }
}
