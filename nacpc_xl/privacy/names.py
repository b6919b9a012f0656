"""First names that children in Scotland often have, and what looks like a name or initials and is not."""

from nacpc_xl.privacy.vocabulary import words

# Names that are also months, islands here, or the colours of a status are left out: "Amber (4)" counts actions.
FIRST_NAMES = words(
    """
    aaliyah aaron abbie abby abdul abdullah abigail adam adele adrian agnes ahmed aidan aiden aileen ailidh ailsa
    aimee ainsley aisha aishah alan alana alanna alasdair alastair albert alec aleena aleksander alena alex alexa
    alexander alexandra alexandru alexis alfie alfred ali alice alicia alina alisdair alisha alison alistair aliyah
    allan allana allison alyssa amaan amal amanda amara amaya amelia amelie amina amir amna amy ana anaya andrea
    andreea andrei andrew aneesa angela angelina angus anisa anita ann anna annabel annabelle anne annie anthony
    antoni antonia anya aoife aphra arabella archie aria ariana arianna arianne arlo arthur arya asad asha ashleigh
    ashley athena aubrey audrey aurora ava aya ayaan ayan ayesha ayla aylin bailey barbara barry beatrice beau becky
    bella ben benjamin bernadette beth bethan bethany betty beverley bilal billie billy bobby bonnie brandon breagha
    brendan brian bridget brodie brody brogan bronte brooke bruce bryan bryce bryony caitlin caitlyn caleb callie
    callum calum calvin cameron camryn cara carl carla carly carol caroline carolyn carrie carson carter cassie
    catherine cathy catriona cayden cerys charis charlene charles charley charli charlie charlotte cheryl chiara
    chloe chris christian christina christine christopher ciara cillian claire clara clare clark clarke cody colette
    colin colleen colton conall conan connie connor conor cora corey corrie courtney craig crystal curtis daisy dale
    damian dan dana daniel daniella danielle danny darcey darcie darcy daria darius darren daryl dave david dawid
    dean debbie deborah declan deirdre demi denis denise dennis derek desmond diana diane dillon dionne dominic
    dominik donald donna dorothy dougal douglas duncan dylan eddie eden edith edward eileen eilidh elaine eleanor
    elena eli elijah eliot elisa elise elisha eliza elizabeth ella elle ellen ellie elliot elliott ellis elodie
    elouise elsa elsie emelia emil emilia emily emma emmie eoin eric erica erik erin esme esmee esther ethan euan
    eva evan eve evelyn evie ewan faisal farah fatima faye felicity felix fergus filip findlay finlay finley finn
    finnan fiona flora florence frances francesca francesco francis franciszek frankie fraser freddie freya fynn
    gabriel gabriela gabriella gabrielle gail gareth gary gavin gemma george georgia georgie georgina gerald gerard
    gillian gina giovanni gladys gordon gracie gracie-mae graeme graham greg gregor gregory greta gwen hadi hailey
    haleema halle hamish hamza hana hanna hannah harley harriet harrison harry harvey hashim hassan hayden hayley
    hazel heather heidi helen helena henry hollie holly hudson hugh hugo humza hussain ian ibrahim ida ieva iman
    imogen imran inaaya indie iona irene iris isaac isabel isabella isabelle isha isla ismail issa ivan ivy izaan
    jack jackie jackson jacob jacqueline jade jaden jaime jake jakub james jamie jamie-lee jamie-leigh jan jane
    janet janice jared jasmine jason jasper jaxon jaxson jay jaya jayden jayne jean jemma jen jenna jennifer jenny
    jensen jeremy jess jesse jessica jessie jill jim jimmy joan joanna joanne jodie joe joel john johnathan johnny
    jon jonah jonas jonathan jordan jordyn josef joseph josephine josh joshua josie joyce juan jude judith julia
    julian julie juliet justin justyna kacey kacper kady kai kaiden kaitlyn kaleb kamil kara karen karina karl
    karolina kasia kate katherine kathleen kathryn katie katrina katy kay kaya kayden kaydence kayla kayleigh keir
    keira keiran keith kelly kelsey ken kenneth kenny kenzie kerr kerry kevin khadija khalid khloe kian kiera kieran
    kim kimberley kimberly kirsten kirstie kirsty klaudia kodie kora kris krista kristen kristina kristopher kyla
    kyle kylie kyra lacey laila laura lauren laurie layla layton leah leanne lee leigh leighton leila lena lennon
    lennox leo leon leona leonard leonardo lesley leslie lewis lexi lexie liam lilia lilian lillian lillie lilly
    lily lina linda lindsay lindsey linzi lisa liza lloyd lochlan logan lois lola lorna lorraine lottie louie louis
    louisa louise luca lucas lucia lucie lucy luis luka lukas lukasz luke luna lydia lyla lyle lynn lynne lynsey
    mabel mackenzie macy maddie maddison madeleine madeline madison magdalena maggie maia maisie maisy maja malcolm
    malgorzata mandy marc marcel marcus margaret margot maria mariam marie marion marjorie marlon marnie martha
    martin martyn mary maryam mason mateo mateusz matilda matteo matthew maureen max maximilian maxwell maya
    mckenzie megan mehreen melanie melissa mia michael michaela michal michelle mick mihai mikaeel mike mikey
    mikolaj mila miley millar miller millie milly milo mina miriam mirren mirrin moeen mohamed mohammad mohammed
    moira molly monica morag mordechai morgan morven muhammad mujtaba murdo murray musa mya myla myles nadia naomi
    natalia natalie natasha nathan nathaniel neil neve niall niamh nicholas nick nicki nicky nicola nicolas nicole
    nieve nikita nikki nikola nina noah noel noor nora norah norman nuala oakley ola olaf olek oliver olivia olivier
    ollie omar orla orlaith oscar oskar otis ottilie owen paige pamela patricia patrick patrycja paul paula pauline
    penelope penny peter petra phil philip philippa phoebe phoenix piotr pippa polly poppy priya quinn rachael
    rachel rafael rafe raheem rana raymond rayyan reah rebecca reece reegan reese regan rehan reid rhea rhian
    rhiannon rhona rhys rian richard ricky ridwan riley rio rob robbie robert roberta roberto robyn roddy roderick
    roger roma roman romeo romilly romy ronald ronan ronnie rory rosa rosalind rose rosemary rosie ross rowan roy
    ruairidh ruari ruaridh ruben ruby rufus russell ruth ryan ryder ryley sabrina sadia sadie safa saffron said saif
    saima saira sally salma sam samantha samina samir samuel sandra sandy sara sarah sarwar saskia saul scarlet
    scarlett scott sean sebastian senga seonaid serena seth shabana shane shanice shannon sharon shaun shauna shay
    shea sheena sheila shelby shelley shirley shona sienna sierra silvia simon simone sinead siobhan skye skyla
    skylar sofia sofie sohail sol sonia sonny sophia sophie stacey stanislaw stanley stefan stella stephanie stephen
    steven stewart struan stuart sue suleman susan susanna susie suzanne sydney syed sylvia szymon tabitha talia tam
    tamara tamika tammy tanya tara taylor teagan teddy teigan terence teresa terry tess tessa thea theo theodore
    theresa thomas tia tiana tiffany tillie tilly tim timothy tina tobias toby todd tom tomas tomasz tommy toni tony
    tracey tracy travis trevor tristan troy tyler tyra umar una usman valentina valerie vanessa vera verity vicky
    victor victoria viktor viktoria vincent violet vivian vivienne vladimir walter wayne wendy wiktor wiktoria
    william willow wojciech xander yahya yasmin yasmine yusuf yvette yvonne zac zach zachary zack zain zainab zak
    zakaria zander zane zara zayn zeeshan zoe zofia zunairah zuzanna
    """
)

# Bodies, roles, tools and units whose initials are written with figures in brackets, as no child's are.
NOT_INITIALS = words(
    """
    ACE ACES ADHD ADP AGE AGED AGM AHP ALL ALN AND ANY AOB APC APCS APP APR APT ARE AS ASC ASD ASN ASP ASPIRE AST AT
    ATM AUG AWI BBC BBV BE BMI BOY BP BRAG BRAGS BSL BTEC BUT BY CAF CAMHS CAN CARE CAS CASE CASP CASPER CCN CEO
    CEOP CEOS CFR CHI CHILD CHN CI CID CIN CLD CLPL CMO CMT CNE COG COPFS COSLA COUNT COVID CP CPA CPAG CPC CPCC
    CPCM CPCS CPD CPM CPO CPOS CPP CPPM CPR CPS CS CSA CSE CSG CSO CSP CSPG CST CSW CSWO CYP CYPS DA DBI DBS DCI DEC
    DHT DO DPA DPIA DSM DV DVD DWP EAL ECS EEF EHRC EI EIA EIS ELC EP EPS ESOL EU EY EYC EYP FAI FAQ FAS FASD FE FEB
    FGC FGDM FGM FII FM FME FNP FOI FOR FTE GBV GDPR GIRFEC GIRL GMT GO GP GPS GTC GTCS HAS HBV HE HEAT HMI HMIE HMP
    HMRC HQ HR HRH HSCP HT HTS HV HVS ICO ICR ICT ID IDVA IF IJB ILO IN IQ IRD IRDS IS ISA ISO IT JAN JII JIIS JIT
    JUL JUN KPI KPIS LA LAAC LAC LAS LD LEA LGBT LGBTI LSCB LSI LTR MALE MAPPA MAR MARAC MASH MATAC MHO MOU MP
    MPS MSP MSPS MY NAC NASP NCO NES NEW NFA NFQA NGO NHS NI NICE NICU NMC NO NOT NOV NOW NPCC NPF NQSW NQT
    NRF NRM NSPCC NUMBER OCD OCT OF OFSTED OHFA OK ON OOH OOHS OR OT OTS OTT OUR OUT PACE PAS PCC PCF PCS PDA PDF
    PDSA PE PEEP PEF PER PF PHE PHN PHS PI PIE PIRC PIS PLO POA POC PPE PPG PPP PPU PRIMARY PRM PS PSA PSAS PSD PSE
    PSP PSS PT PTA PTS PTSD PVG QA QAE QI QIO QTR RAG RAP RCA RCC REF REFS ROI SALT SAR SARC SBAR SCB SCCYP SCIM
    SCIS SCLD SCN SCR SCRA SCRS SCS SDQ SDS SEN SEND SEP SEPT SFRS SG SHANARRI SHE SHRC SI SIMD SIO SIOS SIRO SLA
    SLT SLWG SLWGS SMART SMT SNSA SO SOP SOS SP SPOC SPS SQA SSPCA SSSC STAFF STEM STP SUDI SVQ SW SWA SWOT SWS SWSI
    SWSO TAC TAF TATC TBA TBC TCAC TDI TED TFG THE TLC TO TOR TORS TOTAL TV UBB UK UN UNCRC UNICEF UP US USB VAW
    VAWG VAWP VHK VIG VPD VPDS WAS WE WHO WTE YEAR YES YMCA YP YPS ZIP
    """
)

# Those of them that may be followed by an age in so many words, and words in capitals.
NOT_AGED = words("YP YPS CYP LAC LAAC UK EU US CE HE SHE WE IS AT OF IN TO OR AS BE BY ON NO UP PS A")

# What stands where a name could, before an age in words that needs no name beside it.
NOT_NAMES = words(
    """
    a about academy achieving active additional adhd adolescent adolescents adult adults african after age aged all
    an and any april are around asd at august autistic autumn ayrshire babies baby bairn bairns between black both
    boy boys british brother brothers care carer carers champions child childminders children class client clients
    clinic cohort college cousin cousins currently cyp dad daughter daughters december disabled each easter eight
    either english european every families family father february female females few first five for foster four
    friday friend friends from girl girls grandchild grandchildren grandparents group groups half he her high his if
    in individuals infant infants irish is it january july june kid kids lac learner learners lgbt looked maintained
    male males man many march may member members men minor minors monday most mother mothers mum mums newborn
    newborns nine no november nursery october of on one only or other our over parent parents participants patient
    patients people person persons pilot polish primary pupil pupils refugee registered respondents roma saturday
    school schools scots scottish secondary senior september service session seven sibling siblings sister sisters
    six some son sons spring staff student students sunday syrian teen teenager teenagers teens ten that the their
    them these they this those three thursday toddler toddlers total toys training tuesday twin twins two uk
    ukrainian unborn under up victim victims volunteer volunteers was wednesday were when where who winter with
    woman women year years young younger youngster youngsters youth youths yp yps
    """
)

# What makes a place or a body of the name before it.
NOT_SURNAMES = words(
    """
    Academy Avenue Award Bay Board Building Campus Centre Church Clinic Close Club College Committee Council Court
    Crescent Day Drive Drop Estate Forum Foundation Gardens Grove Hall High Home Hospital House Inquiry Institute
    Island Isle Lane Library Nursery Office Park Partnership Place Plan Primary Programme Project Report Review Road
    School Service Services Square Street Team Terrace Training Trust Unit University View Ward Way Week Wing
    Workshop
    """
)
