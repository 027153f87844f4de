package io.edgeauth.certificate;

import java.util.ArrayList;
import java.util.List;

/**
 * One name of any kind, as subject alternative names and name constraints have them.
 *
 * @param kind its context tag, as RFC 5280 section 4.2.1.6 numbers them
 * @param value what stands under the tag
 */
record GeneralName(int kind, Der value) {

  static final int OTHER = 0;
  static final int EMAIL = 1;
  static final int DNS = 2;
  static final int DIRECTORY = 4;
  static final int URI = 6;
  static final int IP = 7;

  static GeneralName of(Der element) throws DerException {
    int kind = element.tag() & 0x1f;
    boolean constructed = kind == 0 || kind == 3 || kind == 4 || kind == 5;
    if (element.tag() != (0x80 + (constructed ? 0x20 : 0) + kind) || kind > 8) {
      throw new DerException("a name of no known kind");
    }
    return new GeneralName(kind, element);
  }

  static List<GeneralName> listOf(Der sequence, int max) throws DerException {
    List<GeneralName> names = new ArrayList<>();
    for (Der element : sequence.sequence(1, max)) {
      names.add(of(element));
    }
    return List.copyOf(names);
  }

  /**
   * Looks at the form of what names nobody here, and is compared only where an authority constrains
   * it. Texts are looked at where they are read.
   */
  void check() throws DerException {
    boolean formed =
        switch (kind) {
          case IP -> value.length() == 4 || value.length() == 16;
          case DIRECTORY -> !directory().isEmpty();
          case OTHER -> {
            List<Der> parts = value.elements();
            yield parts.size() == 2 && !parts.get(0).oid().isEmpty() && parts.get(1).is(0xa0);
          }
          default -> true;
        };
    if (!formed) {
      throw new DerException("a name that is not of its kind");
    }
  }

  /** The text of an email address, a DNS name or a URI; without spaces, which none of them has. */
  String text() throws DerException {
    String text = value.ascii();
    if (text.isEmpty() || text.indexOf(' ') >= 0) {
      throw new DerException("a name that is empty, or has a space");
    }
    return text;
  }

  DistinguishedName directory() throws DerException {
    return DistinguishedName.ofEncoded(value.inner().whole());
  }
}
