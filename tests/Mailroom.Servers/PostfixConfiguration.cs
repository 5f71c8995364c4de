namespace Mailroom.Servers;

/// <summary>The texts of main.cf and master.cf.</summary>
internal static class PostfixConfiguration
{
    public static string Main(string folder, string certificateFile, string keyFile, string maildir, PostfixOptions options) => $$"""
        compatibility_level = 3.6
        queue_directory = {{folder}}/queue
        data_directory = {{folder}}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        maillog_file = {{folder}}/log
        maillog_file_prefixes = {{Path.GetTempPath().TrimEnd('/')}}
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mail.example.test
        mydestination =
        mynetworks = 127.0.0.0/8
        alias_maps =
        alias_database =
        local_recipient_maps =
        disable_dns_lookups = yes
        virtual_mailbox_domains = example.test
        virtual_mailbox_base = {{Path.GetDirectoryName(maildir)}}
        virtual_mailbox_maps = static:{{Path.GetFileName(maildir)}}/
        virtual_minimum_uid = 1
        virtual_uid_maps = static:{{DovecotAccount.NobodyId}}
        virtual_gid_maps = static:{{DovecotAccount.NobodyId}}
        relay_domains = inbound.test
        relay_transport = smtp:[127.0.0.1]:{{options.RelayPort ?? 9}}
        message_size_limit = {{options.MaxMessageBytes}}
        mailbox_size_limit = 0
        virtual_mailbox_limit = 0
        queue_run_delay = 1s
        minimal_backoff_time = 1s
        maximal_backoff_time = 2s
        smtp_tls_security_level = may
        smtpd_tls_security_level = may
        smtpd_tls_cert_file = {{certificateFile}}
        smtpd_tls_key_file = {{keyFile}}
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = inet:127.0.0.1:{{options.SaslPort ?? 9}}
        smtpd_recipient_restrictions = {{(options.PolicyPort is { } policy ? $"check_policy_service inet:127.0.0.1:{policy}, " : "")}}check_recipient_access inline:{ {later@example.test=450 4.2.1 Try again later}, {never@example.test=550 5.1.1 No such user} }, reject_unauth_destination

        """;

    public static string Master(PostfixPorts ports, bool hasSasl) => $"""
        127.0.0.1:{ports.Smtp} inet n - n - - smtpd
        {(hasSasl ? Submission(ports) : "")}
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;

    private static string Submission(PostfixPorts ports) => $"""
        127.0.0.1:{ports.Submission} inet n - n - - smtpd
          -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject
        127.0.0.1:{ports.Submissions} inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject
        """;
}
