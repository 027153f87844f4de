package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.authn.apikey.KnownApiKey;
import java.io.PrintWriter;
import java.util.List;

/** Prints all keys there are, a page at a time, so that their number costs no memory. */
final class KeyListing {

  private static final int PAGE = 1000;

  /** How pages are written. */
  interface Form {

    void begin(PrintWriter out);

    void page(List<KnownApiKey> keys, PrintWriter out);

    void end(PrintWriter out);
  }

  private final Form form;
  private final PrintWriter out;

  KeyListing(Form form, PrintWriter out) {
    this.form = form;
    this.out = out;
  }

  /**
   * Prints them. What a store that is out of reach leaves behind is no whole list: nothing, or one
   * without its end.
   *
   * @return whether standard output took all of it
   */
  boolean print(ApiKeys keys) throws ApiKeyStoreException {
    List<KnownApiKey> page = keys.list(null, PAGE);
    form.begin(out);
    while (true) {
      form.page(page, out);
      if (out.checkError()) {
        return false;
      }
      if (page.size() < PAGE) {
        break;
      }
      page = keys.list(page.get(PAGE - 1).key().id(), PAGE);
    }
    form.end(out);
    return !out.checkError();
  }
}
