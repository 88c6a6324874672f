package io.ordergate.support;

import com.google.i18n.phonenumbers.metadata.DefaultMetadataDependenciesProvider;
import com.google.i18n.phonenumbers.metadata.source.MetadataSource;
import com.google.i18n.phonenumbers.metadata.source.MetadataSourceImpl;

/** The rules of libphonenumber about the numbers of each country, which it shows to nobody. */
final class PhoneRules {

    private PhoneRules() {}

    /** Reads them once more than the library does, country by country as they are asked for: for the start, not for a request. */
    static MetadataSource read() {
        var files = DefaultMetadataDependenciesProvider.getInstance();
        return new MetadataSourceImpl(
                files.getPhoneNumberMetadataFileNameProvider(), files.getMetadataLoader(), files.getMetadataParser());
    }
}
